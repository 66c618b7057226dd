/var/tmp/h-callers/build2/pie/helper/jail/namespace_limits.o: \
 helper/jail/namespace_limits.c helper/jail/namespace_limits.h \
 helper/plan/jail_plan.h helper/plan/ip_range.h helper/plan/mount_entry.h \
 helper/shared/plan_sources.h helper/plan/network_owner.h \
 helper/shared/cleanup.h
helper/jail/namespace_limits.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/plan/network_owner.h:
helper/shared/cleanup.h:
