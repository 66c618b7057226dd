/var/tmp/h-callers/build2/pie/helper/ctl/check/check_directory.o: \
 helper/ctl/check/check_directory.c helper/ctl/check/check_parts.h \
 helper/ctl/show/findings.h helper/ids/directory_ids.h \
 helper/shared/cleanup.h helper/system/host_accounts.h
helper/ctl/check/check_parts.h:
helper/ctl/show/findings.h:
helper/ids/directory_ids.h:
helper/shared/cleanup.h:
helper/system/host_accounts.h:
