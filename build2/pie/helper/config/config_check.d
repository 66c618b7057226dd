/var/tmp/h-callers/build2/pie/helper/config/config_check.o: \
 helper/config/config_check.c helper/config/config_check.h \
 helper/config/config_file.h helper/shared/plan_sources.h \
 helper/config/config_keys.h helper/config/config_value.h \
 helper/config/tokens.h helper/plan/jail_plan.h helper/plan/ip_range.h \
 helper/plan/mount_entry.h helper/shared/cleanup.h \
 helper/shared/user_name.h helper/system/report.h helper/shared/request.h \
 helper/shared/message.h helper/shared/wire.h
helper/config/config_check.h:
helper/config/config_file.h:
helper/shared/plan_sources.h:
helper/config/config_keys.h:
helper/config/config_value.h:
helper/config/tokens.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/cleanup.h:
helper/shared/user_name.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
