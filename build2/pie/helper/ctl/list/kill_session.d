/var/tmp/h-callers/build2/pie/helper/ctl/list/kill_session.o: \
 helper/ctl/list/kill_session.c helper/ctl/list/kill_session.h \
 helper/ctl/list/keeper_call.h helper/keeper/control.h \
 helper/plan/plan_digest.h helper/shared/plan_sources.h \
 helper/shared/request.h helper/shared/message.h helper/shared/wire.h \
 helper/ctl/list/keepers.h helper/ctl/list/kept_jail.h \
 helper/shared/cleanup.h
helper/ctl/list/kill_session.h:
helper/ctl/list/keeper_call.h:
helper/keeper/control.h:
helper/plan/plan_digest.h:
helper/shared/plan_sources.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
helper/ctl/list/keepers.h:
helper/ctl/list/kept_jail.h:
helper/shared/cleanup.h:
