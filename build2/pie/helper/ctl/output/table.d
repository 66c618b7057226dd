/var/tmp/h-callers/build2/pie/helper/ctl/output/table.o: \
 helper/ctl/output/table.c helper/ctl/output/table.h \
 helper/ctl/output/printable.h helper/shared/cleanup.h
helper/ctl/output/table.h:
helper/ctl/output/printable.h:
helper/shared/cleanup.h:
