/var/tmp/h-callers/build2/pie/helper/config/config_text.o: \
 helper/config/config_text.c helper/config/config_text.h \
 helper/shared/cleanup.h helper/system/report.h helper/shared/request.h \
 helper/shared/message.h helper/shared/plan_sources.h \
 helper/shared/wire.h
helper/config/config_text.h:
helper/shared/cleanup.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
