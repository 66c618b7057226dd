/var/tmp/h-callers/build2/pie/helper/system/fd_kind.o: \
 helper/system/fd_kind.c helper/system/fd_kind.h helper/shared/cleanup.h
helper/system/fd_kind.h:
helper/shared/cleanup.h:
