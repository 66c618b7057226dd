/var/tmp/h-callers/build2/pie/helper/jail/private_turn.o: \
 helper/jail/private_turn.c helper/jail/private_turn.h \
 helper/shared/patience.h helper/shared/cleanup.h helper/shared/message.h
helper/jail/private_turn.h:
helper/shared/patience.h:
helper/shared/cleanup.h:
helper/shared/message.h:
