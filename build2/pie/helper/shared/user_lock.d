/var/tmp/h-callers/build2/pie/helper/shared/user_lock.o: \
 helper/shared/user_lock.c helper/shared/user_lock.h \
 helper/shared/cleanup.h helper/shared/lock_number.h
helper/shared/user_lock.h:
helper/shared/cleanup.h:
helper/shared/lock_number.h:
