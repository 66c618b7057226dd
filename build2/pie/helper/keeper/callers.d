/var/tmp/h-callers/build2/pie/helper/keeper/callers.o: \
 helper/keeper/callers.c helper/keeper/callers.h helper/keeper/host_log.h \
 helper/shared/cleanup.h helper/shared/message.h helper/system/fd_kind.h
helper/keeper/callers.h:
helper/keeper/host_log.h:
helper/shared/cleanup.h:
helper/shared/message.h:
helper/system/fd_kind.h:
