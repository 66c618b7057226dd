/var/tmp/h-callers/build2/pie/helper/jail/sources_open.o: \
 helper/jail/sources_open.c helper/jail/sources_open.h \
 helper/host/resolver.h helper/ids/directory_ids.h \
 helper/ids/idmap_find.h helper/jail/mount_sources.h \
 helper/network/network.h helper/plan/jail_plan.h helper/plan/ip_range.h \
 helper/plan/mount_entry.h helper/shared/plan_sources.h \
 helper/rootfs/rootfs_source.h helper/shared/cleanup.h \
 helper/site/jail_sources.h helper/ids/idmap.h helper/system/host_file.h \
 helper/system/log_socket.h helper/system/mount_tree.h \
 helper/system/report.h helper/shared/request.h helper/shared/message.h \
 helper/shared/wire.h
helper/jail/sources_open.h:
helper/host/resolver.h:
helper/ids/directory_ids.h:
helper/ids/idmap_find.h:
helper/jail/mount_sources.h:
helper/network/network.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/rootfs/rootfs_source.h:
helper/shared/cleanup.h:
helper/site/jail_sources.h:
helper/ids/idmap.h:
helper/system/host_file.h:
helper/system/log_socket.h:
helper/system/mount_tree.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
