/var/tmp/h-callers/build2/pie/helper/network/default_route.o: \
 helper/network/default_route.c helper/network/default_route.h \
 helper/shared/cleanup.h
helper/network/default_route.h:
helper/shared/cleanup.h:
