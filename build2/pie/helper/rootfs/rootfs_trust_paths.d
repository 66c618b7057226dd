/var/tmp/h-callers/build2/pie/helper/rootfs/rootfs_trust_paths.o: \
 helper/rootfs/rootfs_trust_paths.c helper/rootfs/rootfs_trust_paths.h
helper/rootfs/rootfs_trust_paths.h:
