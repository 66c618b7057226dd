/var/tmp/h-callers/build2/pie/helper/shared/wire.o: helper/shared/wire.c \
 helper/shared/wire.h helper/shared/cleanup.h
helper/shared/wire.h:
helper/shared/cleanup.h:
