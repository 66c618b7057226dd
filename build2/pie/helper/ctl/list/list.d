/var/tmp/h-callers/build2/pie/helper/ctl/list/list.o: \
 helper/ctl/list/list.c helper/ctl/command/command.h \
 helper/ctl/list/keepers.h helper/ctl/list/kept_jail.h \
 helper/ctl/output/json_print.h helper/ctl/output/table.h \
 helper/shared/cleanup.h
helper/ctl/command/command.h:
helper/ctl/list/keepers.h:
helper/ctl/list/kept_jail.h:
helper/ctl/output/json_print.h:
helper/ctl/output/table.h:
helper/shared/cleanup.h:
