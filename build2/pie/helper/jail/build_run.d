/var/tmp/h-callers/build2/pie/helper/jail/build_run.o: \
 helper/jail/build_run.c helper/jail/build_run.h helper/site/jail_build.h \
 helper/host/host_etc.h helper/host/host_etc_update.h \
 helper/jail/private_steps.h helper/mounts/devices.h \
 helper/mounts/mounts.h helper/mounts/pam_cover.h helper/mounts/procfs.h \
 helper/mounts/stage.h helper/network/network.h helper/plan/jail_plan.h \
 helper/plan/ip_range.h helper/plan/mount_entry.h \
 helper/shared/plan_sources.h helper/rootfs/rootfs.h \
 helper/rootfs/rootfs_records.h helper/shared/cleanup.h \
 helper/site/jail_sources.h helper/ids/idmap.h helper/system/host_file.h \
 helper/system/report.h helper/shared/request.h helper/shared/message.h \
 helper/shared/wire.h
helper/jail/build_run.h:
helper/site/jail_build.h:
helper/host/host_etc.h:
helper/host/host_etc_update.h:
helper/jail/private_steps.h:
helper/mounts/devices.h:
helper/mounts/mounts.h:
helper/mounts/pam_cover.h:
helper/mounts/procfs.h:
helper/mounts/stage.h:
helper/network/network.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/rootfs/rootfs.h:
helper/rootfs/rootfs_records.h:
helper/shared/cleanup.h:
helper/site/jail_sources.h:
helper/ids/idmap.h:
helper/system/host_file.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
