/var/tmp/h-callers/build2/pie/helper/limits/cgroup.o: \
 helper/limits/cgroup.c helper/limits/cgroup.h \
 helper/limits/cgroup_directory.h helper/limits/cgroup_limits.h \
 helper/plan/jail_plan.h helper/plan/ip_range.h helper/plan/mount_entry.h \
 helper/shared/plan_sources.h helper/limits/scope_run.h \
 helper/shared/cleanup.h helper/shared/message.h \
 helper/shared/safe_path.h helper/system/fd_kind.h helper/system/report.h \
 helper/shared/request.h helper/shared/wire.h
helper/limits/cgroup.h:
helper/limits/cgroup_directory.h:
helper/limits/cgroup_limits.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/limits/scope_run.h:
helper/shared/cleanup.h:
helper/shared/message.h:
helper/shared/safe_path.h:
helper/system/fd_kind.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/wire.h:
