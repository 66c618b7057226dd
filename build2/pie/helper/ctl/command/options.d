/var/tmp/h-callers/build2/pie/helper/ctl/command/options.o: \
 helper/ctl/command/options.c helper/ctl/command/options.h \
 helper/ctl/command/command.h helper/ctl/output/printable.h \
 helper/shared/cleanup.h
helper/ctl/command/options.h:
helper/ctl/command/command.h:
helper/ctl/output/printable.h:
helper/shared/cleanup.h:
