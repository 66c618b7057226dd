/var/tmp/h-callers/build2/pie/helper/ctl/list/gc.o: helper/ctl/list/gc.c \
 helper/ctl/command/command.h helper/state/jail_entry.h
helper/ctl/command/command.h:
helper/state/jail_entry.h:
