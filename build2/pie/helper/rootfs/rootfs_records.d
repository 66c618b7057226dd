/var/tmp/h-callers/build2/pie/helper/rootfs/rootfs_records.o: \
 helper/rootfs/rootfs_records.c helper/rootfs/rootfs_records.h \
 helper/ids/idmap.h helper/mounts/mount_point.h helper/mounts/mounts.h \
 helper/mounts/stage.h helper/rootfs/rootfs_trust_paths.h \
 helper/shared/cleanup.h helper/site/jail_build.h \
 helper/site/jail_sources.h helper/system/host_file.h \
 helper/system/mount_tree.h helper/system/new_file.h \
 helper/system/report.h helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h
helper/rootfs/rootfs_records.h:
helper/ids/idmap.h:
helper/mounts/mount_point.h:
helper/mounts/mounts.h:
helper/mounts/stage.h:
helper/rootfs/rootfs_trust_paths.h:
helper/shared/cleanup.h:
helper/site/jail_build.h:
helper/site/jail_sources.h:
helper/system/host_file.h:
helper/system/mount_tree.h:
helper/system/new_file.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
