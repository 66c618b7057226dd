/var/tmp/h-callers/build2/pie/helper/keeper/log_rate.o: \
 helper/keeper/log_rate.c helper/keeper/log_rate.h
helper/keeper/log_rate.h:
