/var/tmp/h-callers/build2/pic/helper/shared/message.o: \
 helper/shared/message.c helper/shared/message.h helper/shared/cleanup.h
helper/shared/message.h:
helper/shared/cleanup.h:
