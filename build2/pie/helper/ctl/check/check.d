/var/tmp/h-callers/build2/pie/helper/ctl/check/check.o: \
 helper/ctl/check/check.c helper/ctl/check/check_parts.h \
 helper/ctl/command/command.h helper/ctl/output/json_print.h \
 helper/ctl/show/findings.h
helper/ctl/check/check_parts.h:
helper/ctl/command/command.h:
helper/ctl/output/json_print.h:
helper/ctl/show/findings.h:
