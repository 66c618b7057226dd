/var/tmp/h-callers/build2/pie/helper/host/resolver.o: \
 helper/host/resolver.c helper/host/resolver.h helper/plan/jail_plan.h \
 helper/plan/ip_range.h helper/plan/mount_entry.h \
 helper/shared/plan_sources.h helper/shared/cleanup.h \
 helper/system/host_file.h helper/system/report.h helper/shared/request.h \
 helper/shared/message.h helper/shared/wire.h
helper/host/resolver.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/shared/cleanup.h:
helper/system/host_file.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
