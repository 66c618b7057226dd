/var/tmp/h-callers/build2/pie/helper/config/config_limits.o: \
 helper/config/config_limits.c helper/config/config_limits.h \
 helper/config/config_value.h helper/plan/jail_plan.h \
 helper/plan/ip_range.h helper/plan/mount_entry.h \
 helper/shared/plan_sources.h
helper/config/config_limits.h:
helper/config/config_value.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
