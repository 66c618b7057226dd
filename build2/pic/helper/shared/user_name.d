/var/tmp/h-callers/build2/pic/helper/shared/user_name.o: \
 helper/shared/user_name.c helper/shared/user_name.h
helper/shared/user_name.h:
