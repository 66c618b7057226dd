/var/tmp/h-callers/build2/pic/helper/shared/event_text.o: \
 helper/shared/event_text.c helper/shared/event_text.h \
 helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h \
 helper/shared/cleanup.h helper/shared/namespace_id.h
helper/shared/event_text.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
helper/shared/cleanup.h:
helper/shared/namespace_id.h:
