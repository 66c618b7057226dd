/var/tmp/h-callers/build2/pie/helper/plan/network_owner.o: \
 helper/plan/network_owner.c helper/plan/network_owner.h \
 helper/plan/jail_plan.h helper/plan/ip_range.h helper/plan/mount_entry.h \
 helper/shared/plan_sources.h
helper/plan/network_owner.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
