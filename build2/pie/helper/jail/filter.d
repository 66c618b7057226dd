/var/tmp/h-callers/build2/pie/helper/jail/filter.o: helper/jail/filter.c \
 helper/jail/filter.h /var/tmp/h-callers/build2/generated/filter_tables.h \
 helper/plan/jail_plan.h helper/plan/ip_range.h helper/plan/mount_entry.h \
 helper/shared/plan_sources.h helper/plan/network_owner.h \
 helper/shared/cleanup.h helper/shared/request.h helper/shared/message.h \
 helper/shared/wire.h
helper/jail/filter.h:
/var/tmp/h-callers/build2/generated/filter_tables.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/plan/network_owner.h:
helper/shared/cleanup.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
