/var/tmp/h-callers/build2/pie/helper/jail/private_build.o: \
 helper/jail/private_build.c helper/jail/private_build.h \
 helper/ids/idmap.h helper/jail/build_run.h helper/site/jail_build.h \
 helper/jail/namespace_limits.h helper/jail/private_turn.h \
 helper/shared/patience.h helper/network/network.h \
 helper/plan/jail_plan.h helper/plan/ip_range.h helper/plan/mount_entry.h \
 helper/shared/plan_sources.h helper/rootfs/rootfs.h \
 helper/shared/cleanup.h helper/shared/message.h \
 helper/site/jail_sources.h helper/system/host_file.h \
 helper/system/mount_tree.h helper/system/report.h \
 helper/shared/request.h helper/shared/wire.h
helper/jail/private_build.h:
helper/ids/idmap.h:
helper/jail/build_run.h:
helper/site/jail_build.h:
helper/jail/namespace_limits.h:
helper/jail/private_turn.h:
helper/shared/patience.h:
helper/network/network.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/rootfs/rootfs.h:
helper/shared/cleanup.h:
helper/shared/message.h:
helper/site/jail_sources.h:
helper/system/host_file.h:
helper/system/mount_tree.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/wire.h:
