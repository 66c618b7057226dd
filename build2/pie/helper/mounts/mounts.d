/var/tmp/h-callers/build2/pie/helper/mounts/mounts.o: \
 helper/mounts/mounts.c helper/mounts/mounts.h helper/ids/idmap.h \
 helper/mounts/mount_point.h helper/mounts/stage.h \
 helper/plan/jail_plan.h helper/plan/ip_range.h helper/plan/mount_entry.h \
 helper/shared/plan_sources.h helper/shared/cleanup.h \
 helper/shared/kernel_need.h helper/site/jail_build.h \
 helper/site/jail_sources.h helper/system/host_file.h \
 helper/system/mount_tree.h helper/system/report.h \
 helper/shared/request.h helper/shared/message.h helper/shared/wire.h
helper/mounts/mounts.h:
helper/ids/idmap.h:
helper/mounts/mount_point.h:
helper/mounts/stage.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
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
