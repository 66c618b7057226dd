/var/tmp/h-callers/build2/pie/helper/ctl/verify/verify_status.o: \
 helper/ctl/verify/verify_status.c helper/ctl/verify/verify_status.h \
 helper/shared/cleanup.h
helper/ctl/verify/verify_status.h:
helper/shared/cleanup.h:
