/var/tmp/h-callers/build2/pie/helper/keeper/log_text.o: \
 helper/keeper/log_text.c helper/keeper/log_text.h
helper/keeper/log_text.h:
