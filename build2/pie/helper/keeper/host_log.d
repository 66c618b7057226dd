/var/tmp/h-callers/build2/pie/helper/keeper/host_log.o: \
 helper/keeper/host_log.c helper/keeper/host_log.h \
 helper/shared/cleanup.h
helper/keeper/host_log.h:
helper/shared/cleanup.h:
