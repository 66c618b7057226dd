/var/tmp/h-callers/build2/pie/helper/system/file_rights.o: \
 helper/system/file_rights.c helper/system/file_rights.h
helper/system/file_rights.h:
