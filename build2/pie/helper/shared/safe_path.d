/var/tmp/h-callers/build2/pie/helper/shared/safe_path.o: \
 helper/shared/safe_path.c helper/shared/safe_path.h \
 helper/shared/cleanup.h helper/shared/noatime.h
helper/shared/safe_path.h:
helper/shared/cleanup.h:
helper/shared/noatime.h:
