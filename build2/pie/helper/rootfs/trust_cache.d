/var/tmp/h-callers/build2/pie/helper/rootfs/trust_cache.o: \
 helper/rootfs/trust_cache.c helper/rootfs/trust_cache.h \
 helper/shared/plan_sources.h helper/rootfs/rootfs_names.h \
 helper/rootfs/rootfs_walk.h helper/rootfs/walk_ground.h \
 helper/shared/cleanup.h helper/system/file_system.h
helper/rootfs/trust_cache.h:
helper/shared/plan_sources.h:
helper/rootfs/rootfs_names.h:
helper/rootfs/rootfs_walk.h:
helper/rootfs/walk_ground.h:
helper/shared/cleanup.h:
helper/system/file_system.h:
