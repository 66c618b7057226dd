/var/tmp/h-callers/build2/pie/helper/host/host_etc_update.o: \
 helper/host/host_etc_update.c helper/host/host_etc_update.h \
 helper/host/accounts.h helper/host/host_etc.h helper/mounts/stage.h \
 helper/plan/jail_plan.h helper/plan/ip_range.h helper/plan/mount_entry.h \
 helper/shared/plan_sources.h helper/shared/cleanup.h \
 helper/shared/noatime.h helper/shared/request.h helper/shared/message.h \
 helper/shared/wire.h helper/site/jail_build.h helper/site/jail_sources.h \
 helper/ids/idmap.h helper/system/host_file.h helper/system/mount_tree.h \
 helper/system/new_file.h helper/system/report.h
helper/host/host_etc_update.h:
helper/host/accounts.h:
helper/host/host_etc.h:
helper/mounts/stage.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/shared/cleanup.h:
helper/shared/noatime.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
helper/site/jail_build.h:
helper/site/jail_sources.h:
helper/ids/idmap.h:
helper/system/host_file.h:
helper/system/mount_tree.h:
helper/system/new_file.h:
helper/system/report.h:
