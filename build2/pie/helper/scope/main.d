/var/tmp/h-callers/build2/pie/helper/scope/main.o: helper/scope/main.c \
 helper/shared/cleanup.h
helper/shared/cleanup.h:
