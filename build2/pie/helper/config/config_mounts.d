/var/tmp/h-callers/build2/pie/helper/config/config_mounts.o: \
 helper/config/config_mounts.c helper/config/config_mounts.h \
 helper/config/config_parsers.h helper/config/config_value.h \
 helper/config/config_words.h helper/plan/jail_plan.h \
 helper/plan/ip_range.h helper/plan/mount_entry.h \
 helper/shared/plan_sources.h helper/plan/mount_list.h \
 helper/shared/cleanup.h helper/system/mount_tree.h \
 helper/system/report.h helper/shared/request.h helper/shared/message.h \
 helper/shared/wire.h
helper/config/config_mounts.h:
helper/config/config_parsers.h:
helper/config/config_value.h:
helper/config/config_words.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/plan/mount_list.h:
helper/shared/cleanup.h:
helper/system/mount_tree.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
