/var/tmp/h-callers/build2/pie/helper/ctl/list/keeper_call.o: \
 helper/ctl/list/keeper_call.c helper/ctl/list/keeper_call.h \
 helper/keeper/control.h helper/plan/plan_digest.h \
 helper/shared/plan_sources.h helper/shared/request.h \
 helper/shared/message.h helper/shared/wire.h helper/shared/cleanup.h
helper/ctl/list/keeper_call.h:
helper/keeper/control.h:
helper/plan/plan_digest.h:
helper/shared/plan_sources.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
helper/shared/cleanup.h:
