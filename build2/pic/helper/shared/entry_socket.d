/var/tmp/h-callers/build2/pic/helper/shared/entry_socket.o: \
 helper/shared/entry_socket.c helper/shared/entry_socket.h \
 helper/shared/cleanup.h helper/shared/user_lock.h
helper/shared/entry_socket.h:
helper/shared/cleanup.h:
helper/shared/user_lock.h:
