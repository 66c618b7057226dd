/var/tmp/h-callers/build2/pie/helper/limits/cgroup_limits.o: \
 helper/limits/cgroup_limits.c helper/limits/cgroup_limits.h \
 helper/plan/jail_plan.h helper/plan/ip_range.h helper/plan/mount_entry.h \
 helper/shared/plan_sources.h helper/limits/cgroup_directory.h \
 helper/shared/cleanup.h helper/system/report.h helper/shared/request.h \
 helper/shared/message.h helper/shared/wire.h
helper/limits/cgroup_limits.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/limits/cgroup_directory.h:
helper/shared/cleanup.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
