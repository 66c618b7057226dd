/var/tmp/h-callers/build2/pie/helper/state/session_place.o: \
 helper/state/session_place.c helper/state/session_place.h \
 helper/shared/cleanup.h helper/shared/lock_number.h \
 helper/shared/user_lock.h
helper/state/session_place.h:
helper/shared/cleanup.h:
helper/shared/lock_number.h:
helper/shared/user_lock.h:
