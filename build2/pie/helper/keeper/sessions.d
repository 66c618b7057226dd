/var/tmp/h-callers/build2/pie/helper/keeper/sessions.o: \
 helper/keeper/sessions.c helper/keeper/sessions.h \
 helper/keeper/callers.h helper/keeper/control.h \
 helper/plan/plan_digest.h helper/shared/plan_sources.h \
 helper/shared/request.h helper/shared/message.h helper/shared/wire.h \
 helper/limits/cgroup.h helper/shared/cleanup.h helper/shared/patience.h \
 helper/shared/user_lock.h
helper/keeper/sessions.h:
helper/keeper/callers.h:
helper/keeper/control.h:
helper/plan/plan_digest.h:
helper/shared/plan_sources.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
helper/limits/cgroup.h:
helper/shared/cleanup.h:
helper/shared/patience.h:
helper/shared/user_lock.h:
