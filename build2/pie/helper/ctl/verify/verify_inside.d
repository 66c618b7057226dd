/var/tmp/h-callers/build2/pie/helper/ctl/verify/verify_inside.o: \
 helper/ctl/verify/verify_inside.c helper/ctl/verify/verify_inside.h \
 helper/ctl/enter/enter_join.h helper/shared/request.h \
 helper/shared/message.h helper/shared/plan_sources.h \
 helper/shared/wire.h helper/ctl/list/keepers.h \
 helper/ctl/list/kept_jail.h helper/ctl/session/session_exec.h \
 helper/ctl/verify/verify_loader.h helper/ctl/verify/verify_result.h \
 helper/shared/cleanup.h
helper/ctl/verify/verify_inside.h:
helper/ctl/enter/enter_join.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
helper/ctl/list/keepers.h:
helper/ctl/list/kept_jail.h:
helper/ctl/session/session_exec.h:
helper/ctl/verify/verify_loader.h:
helper/ctl/verify/verify_result.h:
helper/shared/cleanup.h:
