/var/tmp/h-callers/build2/pie/helper/rootfs/image.o: \
 helper/rootfs/image.c helper/rootfs/image.h helper/shared/cleanup.h \
 helper/system/mount_tree.h helper/system/report.h \
 helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h
helper/rootfs/image.h:
helper/shared/cleanup.h:
helper/system/mount_tree.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
