/var/tmp/h-callers/build2/pie/helper/ctl/verify/verify_outside.o: \
 helper/ctl/verify/verify_outside.c helper/ctl/verify/verify_outside.h \
 helper/ctl/list/keepers.h helper/ctl/list/kept_jail.h \
 helper/ctl/verify/verify_mounts.h helper/ctl/verify/verify_pam.h \
 helper/ctl/verify/verify_result.h helper/ctl/verify/verify_status.h \
 helper/mounts/procfs.h helper/shared/cleanup.h \
 helper/shared/namespace_id.h helper/shared/request.h \
 helper/shared/message.h helper/shared/plan_sources.h \
 helper/shared/wire.h
helper/ctl/verify/verify_outside.h:
helper/ctl/list/keepers.h:
helper/ctl/list/kept_jail.h:
helper/ctl/verify/verify_mounts.h:
helper/ctl/verify/verify_pam.h:
helper/ctl/verify/verify_result.h:
helper/ctl/verify/verify_status.h:
helper/mounts/procfs.h:
helper/shared/cleanup.h:
helper/shared/namespace_id.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
