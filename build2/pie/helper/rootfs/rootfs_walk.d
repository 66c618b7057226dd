/var/tmp/h-callers/build2/pie/helper/rootfs/rootfs_walk.o: \
 helper/rootfs/rootfs_walk.c helper/rootfs/rootfs_walk.h \
 helper/rootfs/rootfs_names.h helper/rootfs/rootfs_trust_paths.h \
 helper/rootfs/walk_ground.h helper/shared/cleanup.h \
 helper/system/report.h helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h
helper/rootfs/rootfs_walk.h:
helper/rootfs/rootfs_names.h:
helper/rootfs/rootfs_trust_paths.h:
helper/rootfs/walk_ground.h:
helper/shared/cleanup.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
