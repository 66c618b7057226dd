/var/tmp/h-callers/build2/pie/helper/mounts/overlay_depth.o: \
 helper/mounts/overlay_depth.c helper/mounts/overlay_depth.h \
 helper/plan/jail_plan.h helper/plan/ip_range.h helper/plan/mount_entry.h \
 helper/shared/plan_sources.h helper/shared/kernel_need.h \
 helper/site/jail_build.h helper/site/jail_sources.h helper/ids/idmap.h \
 helper/system/host_file.h helper/system/file_system.h \
 helper/system/report.h helper/shared/request.h helper/shared/message.h \
 helper/shared/wire.h
helper/mounts/overlay_depth.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/shared/kernel_need.h:
helper/site/jail_build.h:
helper/site/jail_sources.h:
helper/ids/idmap.h:
helper/system/host_file.h:
helper/system/file_system.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
