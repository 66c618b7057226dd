/var/tmp/h-callers/build2/pie/helper/ctl/run/run_stack.o: \
 helper/ctl/run/run_stack.c helper/ctl/run/run_stack.h \
 helper/ctl/command/command.h helper/ctl/output/printable.h \
 helper/shared/cleanup.h
helper/ctl/run/run_stack.h:
helper/ctl/command/command.h:
helper/ctl/output/printable.h:
helper/shared/cleanup.h:
