/var/tmp/h-callers/build2/pie/helper/system/privileges.o: \
 helper/system/privileges.c helper/system/privileges.h \
 helper/shared/cleanup.h helper/system/report.h helper/shared/request.h \
 helper/shared/message.h helper/shared/plan_sources.h \
 helper/shared/wire.h
helper/system/privileges.h:
helper/shared/cleanup.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
