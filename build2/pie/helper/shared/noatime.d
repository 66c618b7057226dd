/var/tmp/h-callers/build2/pie/helper/shared/noatime.o: \
 helper/shared/noatime.c helper/shared/noatime.h
helper/shared/noatime.h:
