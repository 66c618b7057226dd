/var/tmp/h-callers/build2/pie/helper/system/file_system.o: \
 helper/system/file_system.c helper/system/file_system.h \
 helper/shared/cleanup.h
helper/system/file_system.h:
helper/shared/cleanup.h:
