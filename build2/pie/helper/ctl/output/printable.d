/var/tmp/h-callers/build2/pie/helper/ctl/output/printable.o: \
 helper/ctl/output/printable.c helper/ctl/output/printable.h
helper/ctl/output/printable.h:
