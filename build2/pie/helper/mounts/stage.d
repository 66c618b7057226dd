/var/tmp/h-callers/build2/pie/helper/mounts/stage.o: \
 helper/mounts/stage.c helper/mounts/stage.h helper/shared/cleanup.h \
 helper/site/jail_build.h helper/site/jail_sources.h helper/ids/idmap.h \
 helper/system/host_file.h helper/system/mount_tree.h \
 helper/system/new_file.h
helper/mounts/stage.h:
helper/shared/cleanup.h:
helper/site/jail_build.h:
helper/site/jail_sources.h:
helper/ids/idmap.h:
helper/system/host_file.h:
helper/system/mount_tree.h:
helper/system/new_file.h:
