/var/tmp/h-callers/build2/pic/helper/shared/namespace_id.o: \
 helper/shared/namespace_id.c helper/shared/namespace_id.h \
 helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h \
 helper/shared/cleanup.h
helper/shared/namespace_id.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
helper/shared/cleanup.h:
