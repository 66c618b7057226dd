/var/tmp/h-callers/build2/pie/helper/system/host_path.o: \
 helper/system/host_path.c helper/system/host_path.h \
 helper/shared/cleanup.h helper/shared/safe_path.h
helper/system/host_path.h:
helper/shared/cleanup.h:
helper/shared/safe_path.h:
