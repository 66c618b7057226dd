/var/tmp/h-callers/build2/pie/helper/ctl/why/why.o: helper/ctl/why/why.c \
 helper/ctl/command/command.h helper/ctl/output/json_print.h \
 helper/ctl/output/printable.h helper/ctl/why/why_causes.h \
 helper/ctl/why/why_log.h helper/shared/cleanup.h
helper/ctl/command/command.h:
helper/ctl/output/json_print.h:
helper/ctl/output/printable.h:
helper/ctl/why/why_causes.h:
helper/ctl/why/why_log.h:
helper/shared/cleanup.h:
