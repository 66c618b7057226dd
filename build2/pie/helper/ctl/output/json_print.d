/var/tmp/h-callers/build2/pie/helper/ctl/output/json_print.o: \
 helper/ctl/output/json_print.c helper/ctl/output/json_print.h \
 helper/shared/cleanup.h
helper/ctl/output/json_print.h:
helper/shared/cleanup.h:
