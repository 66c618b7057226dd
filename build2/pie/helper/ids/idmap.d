/var/tmp/h-callers/build2/pie/helper/ids/idmap.o: helper/ids/idmap.c \
 helper/ids/idmap.h helper/shared/cleanup.h helper/shared/kernel_need.h
helper/ids/idmap.h:
helper/shared/cleanup.h:
helper/shared/kernel_need.h:
