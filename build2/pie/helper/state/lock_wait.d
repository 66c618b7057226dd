/var/tmp/h-callers/build2/pie/helper/state/lock_wait.o: \
 helper/state/lock_wait.c helper/state/lock_wait.h \
 helper/shared/cleanup.h helper/shared/message.h helper/shared/patience.h \
 helper/shared/user_lock.h helper/system/report.h helper/shared/request.h \
 helper/shared/plan_sources.h helper/shared/wire.h
helper/state/lock_wait.h:
helper/shared/cleanup.h:
helper/shared/message.h:
helper/shared/patience.h:
helper/shared/user_lock.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
