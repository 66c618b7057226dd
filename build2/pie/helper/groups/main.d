/var/tmp/h-callers/build2/pie/helper/groups/main.o: helper/groups/main.c \
 helper/shared/cleanup.h
helper/shared/cleanup.h:
