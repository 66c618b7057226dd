/var/tmp/h-callers/build2/pie/helper/rootfs/rootfs_layers.o: \
 helper/rootfs/rootfs_layers.c helper/rootfs/rootfs_layers.h \
 helper/ids/idmap.h helper/mounts/overlay_depth.h helper/mounts/stage.h \
 helper/plan/jail_plan.h helper/plan/ip_range.h helper/plan/mount_entry.h \
 helper/shared/plan_sources.h helper/shared/cleanup.h \
 helper/shared/request.h helper/shared/message.h helper/shared/wire.h \
 helper/site/jail_build.h helper/site/jail_sources.h \
 helper/system/host_file.h helper/system/mount_tree.h
helper/rootfs/rootfs_layers.h:
helper/ids/idmap.h:
helper/mounts/overlay_depth.h:
helper/mounts/stage.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/shared/cleanup.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
helper/site/jail_build.h:
helper/site/jail_sources.h:
helper/system/host_file.h:
helper/system/mount_tree.h:
