/var/tmp/h-callers/build2/pie/helper/plan/mount_entry.o: \
 helper/plan/mount_entry.c helper/plan/mount_entry.h
helper/plan/mount_entry.h:
