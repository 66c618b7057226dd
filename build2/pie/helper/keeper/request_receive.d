/var/tmp/h-callers/build2/pie/helper/keeper/request_receive.o: \
 helper/keeper/request_receive.c helper/keeper/request_receive.h \
 helper/shared/cleanup.h helper/shared/message.h helper/shared/request.h \
 helper/shared/plan_sources.h helper/shared/wire.h \
 helper/system/fd_kind.h helper/system/report.h
helper/keeper/request_receive.h:
helper/shared/cleanup.h:
helper/shared/message.h:
helper/shared/request.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
helper/system/fd_kind.h:
helper/system/report.h:
