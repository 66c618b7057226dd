/var/tmp/h-callers/build2/pie/helper/limits/scope_run.o: \
 helper/limits/scope_run.c helper/limits/scope_run.h \
 helper/limits/cgroup_limits.h helper/plan/jail_plan.h \
 helper/plan/ip_range.h helper/plan/mount_entry.h \
 helper/shared/plan_sources.h helper/shared/cleanup.h \
 helper/shared/request.h helper/shared/message.h helper/shared/wire.h \
 helper/system/report.h helper/system/side_program.h
helper/limits/scope_run.h:
helper/limits/cgroup_limits.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/shared/cleanup.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
helper/system/report.h:
helper/system/side_program.h:
