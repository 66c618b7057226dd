/var/tmp/h-callers/build2/pie/helper/shared/patience.o: \
 helper/shared/patience.c helper/shared/patience.h \
 helper/shared/cleanup.h helper/shared/message.h
helper/shared/patience.h:
helper/shared/cleanup.h:
helper/shared/message.h:
