/var/tmp/h-callers/build2/pie/helper/jail/mount_sources.o: \
 helper/jail/mount_sources.c helper/jail/mount_sources.h \
 helper/ids/idmap.h helper/plan/jail_plan.h helper/plan/ip_range.h \
 helper/plan/mount_entry.h helper/shared/plan_sources.h \
 helper/shared/cleanup.h helper/shared/message.h helper/shared/patience.h \
 helper/shared/request.h helper/shared/wire.h helper/shared/safe_path.h \
 helper/site/jail_sources.h helper/system/host_file.h \
 helper/state/jail_entry.h helper/state/lock_wait.h \
 helper/system/host_path.h helper/system/mount_tree.h \
 helper/system/report.h
helper/jail/mount_sources.h:
helper/ids/idmap.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/shared/cleanup.h:
helper/shared/message.h:
helper/shared/patience.h:
helper/shared/request.h:
helper/shared/wire.h:
helper/shared/safe_path.h:
helper/site/jail_sources.h:
helper/system/host_file.h:
helper/state/jail_entry.h:
helper/state/lock_wait.h:
helper/system/host_path.h:
helper/system/mount_tree.h:
helper/system/report.h:
