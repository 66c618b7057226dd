/var/tmp/h-callers/build2/pie/helper/config/plan_make.o: \
 helper/config/plan_make.c helper/config/plan_make.h \
 helper/config/config_keys.h helper/config/config_value.h \
 helper/config/config_network.h helper/config/profile.h \
 helper/config/config_file.h helper/shared/plan_sources.h \
 helper/config/profile_groups.h helper/config/tokens.h \
 helper/config/uncovered.h helper/plan/jail_plan.h helper/plan/ip_range.h \
 helper/plan/mount_entry.h helper/plan/mount_list.h \
 helper/shared/cleanup.h helper/shared/request.h helper/shared/message.h \
 helper/shared/wire.h helper/system/report.h
helper/config/plan_make.h:
helper/config/config_keys.h:
helper/config/config_value.h:
helper/config/config_network.h:
helper/config/profile.h:
helper/config/config_file.h:
helper/shared/plan_sources.h:
helper/config/profile_groups.h:
helper/config/tokens.h:
helper/config/uncovered.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/plan/mount_list.h:
helper/shared/cleanup.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
helper/system/report.h:
