/var/tmp/h-callers/build2/pie/helper/system/file_settled.o: \
 helper/system/file_settled.c helper/system/file_settled.h
helper/system/file_settled.h:
