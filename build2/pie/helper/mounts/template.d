/var/tmp/h-callers/build2/pie/helper/mounts/template.o: \
 helper/mounts/template.c helper/mounts/template.h helper/mounts/stage.h \
 helper/shared/cleanup.h helper/shared/message.h \
 helper/system/mount_tree.h helper/system/new_file.h \
 helper/system/report.h helper/shared/request.h \
 helper/shared/plan_sources.h helper/shared/wire.h \
 helper/system/syscalls.h
helper/mounts/template.h:
helper/mounts/stage.h:
helper/shared/cleanup.h:
helper/shared/message.h:
helper/system/mount_tree.h:
helper/system/new_file.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
helper/system/syscalls.h:
