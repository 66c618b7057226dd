/var/tmp/h-callers/build2/pie/helper/plan/ip_range.o: \
 helper/plan/ip_range.c helper/plan/ip_range.h helper/shared/cleanup.h
helper/plan/ip_range.h:
helper/shared/cleanup.h:
