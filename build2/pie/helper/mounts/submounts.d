/var/tmp/h-callers/build2/pie/helper/mounts/submounts.o: \
 helper/mounts/submounts.c helper/mounts/submounts.h \
 helper/shared/cleanup.h helper/system/mount_tree.h
helper/mounts/submounts.h:
helper/shared/cleanup.h:
helper/system/mount_tree.h:
