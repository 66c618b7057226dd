/var/tmp/h-callers/build2/pie/helper/rootfs/rootfs.o: \
 helper/rootfs/rootfs.c helper/rootfs/rootfs.h helper/ids/idmap.h \
 helper/mounts/stage.h helper/mounts/submounts.h helper/mounts/template.h \
 helper/plan/jail_plan.h helper/plan/ip_range.h helper/plan/mount_entry.h \
 helper/shared/plan_sources.h helper/rootfs/generated_root.h \
 helper/rootfs/rootfs_layers.h helper/rootfs/rootfs_trust.h \
 helper/shared/cleanup.h helper/shared/kernel_need.h \
 helper/site/jail_build.h helper/site/jail_sources.h \
 helper/system/host_file.h helper/system/mount_tree.h \
 helper/system/report.h helper/shared/request.h helper/shared/message.h \
 helper/shared/wire.h helper/system/syscalls.h
helper/rootfs/rootfs.h:
helper/ids/idmap.h:
helper/mounts/stage.h:
helper/mounts/submounts.h:
helper/mounts/template.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/rootfs/generated_root.h:
helper/rootfs/rootfs_layers.h:
helper/rootfs/rootfs_trust.h:
helper/shared/cleanup.h:
helper/shared/kernel_need.h:
helper/site/jail_build.h:
helper/site/jail_sources.h:
helper/system/host_file.h:
helper/system/mount_tree.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
helper/system/syscalls.h:
