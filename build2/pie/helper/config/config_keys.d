/var/tmp/h-callers/build2/pie/helper/config/config_keys.o: \
 helper/config/config_keys.c helper/config/config_keys.h \
 helper/config/config_value.h helper/config/config_limits.h \
 helper/config/config_mounts.h helper/config/config_network.h \
 helper/config/config_parsers.h helper/config/config_words.h \
 helper/plan/jail_plan.h helper/plan/ip_range.h helper/plan/mount_entry.h \
 helper/shared/plan_sources.h helper/plan/services.h
helper/config/config_keys.h:
helper/config/config_value.h:
helper/config/config_limits.h:
helper/config/config_mounts.h:
helper/config/config_network.h:
helper/config/config_parsers.h:
helper/config/config_words.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/plan/services.h:
