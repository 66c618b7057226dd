/var/tmp/h-callers/build2/pie/helper/ctl/verify/verify_result.o: \
 helper/ctl/verify/verify_result.c helper/ctl/verify/verify_result.h \
 helper/ctl/output/json_print.h helper/ctl/output/printable.h \
 helper/ctl/output/table.h helper/shared/cleanup.h
helper/ctl/verify/verify_result.h:
helper/ctl/output/json_print.h:
helper/ctl/output/printable.h:
helper/ctl/output/table.h:
helper/shared/cleanup.h:
