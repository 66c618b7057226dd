/var/tmp/h-callers/build2/pie/helper/shared/kernel_need.o: \
 helper/shared/kernel_need.c helper/shared/kernel_need.h \
 helper/shared/cleanup.h
helper/shared/kernel_need.h:
helper/shared/cleanup.h:
