/var/tmp/h-callers/build2/pie/helper/network/veth_run.o: \
 helper/network/veth_run.c helper/network/veth_run.h \
 helper/plan/jail_plan.h helper/plan/ip_range.h helper/plan/mount_entry.h \
 helper/shared/plan_sources.h helper/plan/network_owner.h \
 helper/shared/cleanup.h helper/shared/request.h helper/shared/message.h \
 helper/shared/wire.h helper/system/report.h helper/system/side_program.h
helper/network/veth_run.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/plan/network_owner.h:
helper/shared/cleanup.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
helper/system/report.h:
helper/system/side_program.h:
