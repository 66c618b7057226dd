/var/tmp/h-callers/build2/pie/helper/plan/plan_digest.o: \
 helper/plan/plan_digest.c helper/plan/plan_digest.h \
 helper/shared/plan_sources.h helper/plan/ip_range.h \
 helper/plan/jail_plan.h helper/plan/mount_entry.h \
 helper/shared/cleanup.h helper/shared/request.h helper/shared/message.h \
 helper/shared/wire.h
helper/plan/plan_digest.h:
helper/shared/plan_sources.h:
helper/plan/ip_range.h:
helper/plan/jail_plan.h:
helper/plan/mount_entry.h:
helper/shared/cleanup.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
