/var/tmp/h-callers/build2/pie/helper/config/config_value.o: \
 helper/config/config_value.c helper/config/config_value.h \
 helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h helper/system/report.h
helper/config/config_value.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
helper/system/report.h:
