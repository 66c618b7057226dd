/var/tmp/h-callers/build2/pie/helper/network/network.o: \
 helper/network/network.c helper/network/network.h \
 helper/plan/jail_plan.h helper/plan/ip_range.h helper/plan/mount_entry.h \
 helper/shared/plan_sources.h helper/plan/network_owner.h \
 helper/shared/cleanup.h helper/shared/safe_path.h \
 helper/site/jail_build.h helper/site/jail_sources.h helper/ids/idmap.h \
 helper/system/host_file.h helper/system/report.h helper/shared/request.h \
 helper/shared/message.h helper/shared/wire.h
helper/network/network.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/plan/network_owner.h:
helper/shared/cleanup.h:
helper/shared/safe_path.h:
helper/site/jail_build.h:
helper/site/jail_sources.h:
helper/ids/idmap.h:
helper/system/host_file.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
