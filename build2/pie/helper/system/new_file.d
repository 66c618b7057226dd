/var/tmp/h-callers/build2/pie/helper/system/new_file.o: \
 helper/system/new_file.c helper/system/new_file.h \
 helper/shared/cleanup.h
helper/system/new_file.h:
helper/shared/cleanup.h:
