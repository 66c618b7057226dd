/var/tmp/h-callers/build2/pic/helper/shared/lock_number.o: \
 helper/shared/lock_number.c helper/shared/lock_number.h \
 helper/shared/cleanup.h
helper/shared/lock_number.h:
helper/shared/cleanup.h:
