/var/tmp/h-callers/build2/pie/helper/network/uplink.o: \
 helper/network/uplink.c helper/network/uplink.h helper/plan/ip_range.h \
 helper/network/default_route.h helper/network/pasta_run.h \
 helper/network/veth_run.h helper/plan/jail_plan.h \
 helper/plan/mount_entry.h helper/shared/plan_sources.h \
 helper/shared/cleanup.h helper/system/report.h helper/shared/request.h \
 helper/shared/message.h helper/shared/wire.h
helper/network/uplink.h:
helper/plan/ip_range.h:
helper/network/default_route.h:
helper/network/pasta_run.h:
helper/network/veth_run.h:
helper/plan/jail_plan.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/shared/cleanup.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
