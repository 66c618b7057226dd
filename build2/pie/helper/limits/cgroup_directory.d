/var/tmp/h-callers/build2/pie/helper/limits/cgroup_directory.o: \
 helper/limits/cgroup_directory.c helper/limits/cgroup_directory.h \
 helper/shared/cleanup.h helper/shared/message.h
helper/limits/cgroup_directory.h:
helper/shared/cleanup.h:
helper/shared/message.h:
