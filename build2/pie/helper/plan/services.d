/var/tmp/h-callers/build2/pie/helper/plan/services.o: \
 helper/plan/services.c helper/plan/services.h helper/shared/cleanup.h
helper/plan/services.h:
helper/shared/cleanup.h:
