/var/tmp/h-callers/build2/pie/helper/rootfs/rootfs_trust.o: \
 helper/rootfs/rootfs_trust.c helper/rootfs/rootfs_trust.h \
 helper/plan/jail_plan.h helper/plan/ip_range.h helper/plan/mount_entry.h \
 helper/shared/plan_sources.h helper/rootfs/rootfs_names.h \
 helper/rootfs/rootfs_trust_paths.h helper/rootfs/rootfs_walk.h \
 helper/rootfs/trust_cache.h helper/rootfs/walk_ground.h \
 helper/shared/cleanup.h helper/shared/noatime.h \
 helper/system/file_settled.h helper/system/report.h \
 helper/shared/request.h helper/shared/message.h helper/shared/wire.h
helper/rootfs/rootfs_trust.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/rootfs/rootfs_names.h:
helper/rootfs/rootfs_trust_paths.h:
helper/rootfs/rootfs_walk.h:
helper/rootfs/trust_cache.h:
helper/rootfs/walk_ground.h:
helper/shared/cleanup.h:
helper/shared/noatime.h:
helper/system/file_settled.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
