/var/tmp/h-callers/build2/pie/helper/system/mount_tree.o: \
 helper/system/mount_tree.c helper/system/mount_tree.h \
 helper/shared/cleanup.h helper/system/file_rights.h \
 helper/system/report.h helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h \
 helper/system/syscalls.h helper/system/tree_walk.h
helper/system/mount_tree.h:
helper/shared/cleanup.h:
helper/system/file_rights.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
helper/system/syscalls.h:
helper/system/tree_walk.h:
