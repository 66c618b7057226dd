/var/tmp/h-callers/build2/pie/helper/ctl/verify/verify_loader.o: \
 helper/ctl/verify/verify_loader.c helper/ctl/verify/verify_loader.h \
 helper/shared/cleanup.h
helper/ctl/verify/verify_loader.h:
helper/shared/cleanup.h:
