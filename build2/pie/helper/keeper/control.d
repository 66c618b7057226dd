/var/tmp/h-callers/build2/pie/helper/keeper/control.o: \
 helper/keeper/control.c helper/keeper/control.h \
 helper/plan/plan_digest.h helper/shared/plan_sources.h \
 helper/shared/request.h helper/shared/message.h helper/shared/wire.h \
 helper/shared/cleanup.h
helper/keeper/control.h:
helper/plan/plan_digest.h:
helper/shared/plan_sources.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
helper/shared/cleanup.h:
