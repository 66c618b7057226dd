/var/tmp/h-callers/build2/pie/helper/system/host_accounts.o: \
 helper/system/host_accounts.c helper/system/host_accounts.h \
 helper/shared/cleanup.h helper/shared/noatime.h
helper/system/host_accounts.h:
helper/shared/cleanup.h:
helper/shared/noatime.h:
