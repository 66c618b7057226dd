/var/tmp/h-callers/build2/pie/helper/ctl/check/check_configuration.o: \
 helper/ctl/check/check_configuration.c helper/config/config_check.h \
 helper/config/config_file.h helper/shared/plan_sources.h \
 helper/ctl/check/check_parts.h helper/ctl/show/findings.h \
 helper/plan/services.h helper/shared/cleanup.h helper/shared/user_name.h \
 helper/system/report.h helper/shared/request.h helper/shared/message.h \
 helper/shared/wire.h
helper/config/config_check.h:
helper/config/config_file.h:
helper/shared/plan_sources.h:
helper/ctl/check/check_parts.h:
helper/ctl/show/findings.h:
helper/plan/services.h:
helper/shared/cleanup.h:
helper/shared/user_name.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
