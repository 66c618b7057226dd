/var/tmp/h-callers/build2/pie/helper/rootfs/rootfs_source.o: \
 helper/rootfs/rootfs_source.c helper/rootfs/rootfs_source.h \
 helper/ids/idmap.h helper/plan/jail_plan.h helper/plan/ip_range.h \
 helper/plan/mount_entry.h helper/shared/plan_sources.h \
 helper/rootfs/image.h helper/rootfs/rootfs_claim.h \
 helper/rootfs/rootfs_trust.h helper/shared/cleanup.h \
 helper/shared/request.h helper/shared/message.h helper/shared/wire.h \
 helper/shared/safe_path.h helper/site/jail_sources.h \
 helper/system/host_file.h helper/system/file_system.h \
 helper/system/host_path.h helper/system/mount_tree.h \
 helper/system/program_file.h helper/system/report.h
helper/rootfs/rootfs_source.h:
helper/ids/idmap.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/rootfs/image.h:
helper/rootfs/rootfs_claim.h:
helper/rootfs/rootfs_trust.h:
helper/shared/cleanup.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
helper/shared/safe_path.h:
helper/site/jail_sources.h:
helper/system/host_file.h:
helper/system/file_system.h:
helper/system/host_path.h:
helper/system/mount_tree.h:
helper/system/program_file.h:
helper/system/report.h:
