/var/tmp/h-callers/build2/pie/helper/system/log_socket.o: \
 helper/system/log_socket.c helper/system/log_socket.h \
 helper/shared/cleanup.h
helper/system/log_socket.h:
helper/shared/cleanup.h:
