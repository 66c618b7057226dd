/var/tmp/h-callers/build2/pie/helper/ctl/verify/verify_mounts.o: \
 helper/ctl/verify/verify_mounts.c helper/ctl/verify/verify_mounts.h \
 helper/ctl/list/keepers.h helper/ctl/list/kept_jail.h \
 helper/ctl/verify/verify_result.h helper/mounts/procfs.h \
 helper/shared/cleanup.h
helper/ctl/verify/verify_mounts.h:
helper/ctl/list/keepers.h:
helper/ctl/list/kept_jail.h:
helper/ctl/verify/verify_result.h:
helper/mounts/procfs.h:
helper/shared/cleanup.h:
