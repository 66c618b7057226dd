/var/tmp/h-callers/build2/pie/helper/rootfs/rootfs_names.o: \
 helper/rootfs/rootfs_names.c helper/rootfs/rootfs_names.h \
 helper/rootfs/walk_ground.h helper/shared/cleanup.h \
 helper/system/file_settled.h
helper/rootfs/rootfs_names.h:
helper/rootfs/walk_ground.h:
helper/shared/cleanup.h:
helper/system/file_settled.h:
