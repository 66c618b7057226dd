/var/tmp/h-callers/build2/pie/helper/ctl/verify/verify_pam.o: \
 helper/ctl/verify/verify_pam.c helper/ctl/verify/verify_pam.h \
 helper/ctl/list/keepers.h helper/ctl/list/kept_jail.h \
 helper/ctl/verify/verify_result.h helper/mounts/pam_cover.h \
 helper/shared/cleanup.h helper/system/mount_tree.h
helper/ctl/verify/verify_pam.h:
helper/ctl/list/keepers.h:
helper/ctl/list/kept_jail.h:
helper/ctl/verify/verify_result.h:
helper/mounts/pam_cover.h:
helper/shared/cleanup.h:
helper/system/mount_tree.h:
