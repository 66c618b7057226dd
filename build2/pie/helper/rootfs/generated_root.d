/var/tmp/h-callers/build2/pie/helper/rootfs/generated_root.o: \
 helper/rootfs/generated_root.c helper/rootfs/generated_root.h \
 helper/host/host_etc_files.h helper/ids/idmap.h helper/mounts/stage.h \
 helper/plan/jail_plan.h helper/plan/ip_range.h helper/plan/mount_entry.h \
 helper/shared/plan_sources.h helper/shared/cleanup.h \
 helper/site/jail_build.h helper/site/jail_sources.h \
 helper/system/host_file.h helper/system/mount_tree.h \
 helper/system/new_file.h helper/system/report.h helper/shared/request.h \
 helper/shared/message.h helper/shared/wire.h
helper/rootfs/generated_root.h:
helper/host/host_etc_files.h:
helper/ids/idmap.h:
helper/mounts/stage.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/shared/cleanup.h:
helper/site/jail_build.h:
helper/site/jail_sources.h:
helper/system/host_file.h:
helper/system/mount_tree.h:
helper/system/new_file.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
