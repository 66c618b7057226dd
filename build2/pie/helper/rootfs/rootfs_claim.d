/var/tmp/h-callers/build2/pie/helper/rootfs/rootfs_claim.o: \
 helper/rootfs/rootfs_claim.c helper/rootfs/rootfs_claim.h \
 helper/plan/jail_plan.h helper/plan/ip_range.h helper/plan/mount_entry.h \
 helper/shared/plan_sources.h helper/shared/cleanup.h \
 helper/site/jail_sources.h helper/ids/idmap.h helper/system/host_file.h \
 helper/system/report.h helper/shared/request.h helper/shared/message.h \
 helper/shared/wire.h
helper/rootfs/rootfs_claim.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/shared/cleanup.h:
helper/site/jail_sources.h:
helper/ids/idmap.h:
helper/system/host_file.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
