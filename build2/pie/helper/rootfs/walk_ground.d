/var/tmp/h-callers/build2/pie/helper/rootfs/walk_ground.o: \
 helper/rootfs/walk_ground.c helper/rootfs/walk_ground.h \
 helper/shared/cleanup.h helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h \
 helper/system/syscalls.h
helper/rootfs/walk_ground.h:
helper/shared/cleanup.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
helper/system/syscalls.h:
