/var/tmp/h-callers/build2/pie/helper/config/tokens.o: \
 helper/config/tokens.c helper/config/tokens.h helper/shared/cleanup.h
helper/config/tokens.h:
helper/shared/cleanup.h:
