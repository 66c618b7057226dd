/var/tmp/h-callers/build2/pie/helper/ctl/list/jail_find.o: \
 helper/ctl/list/jail_find.c helper/ctl/list/jail_find.h \
 helper/ctl/list/keepers.h helper/ctl/list/kept_jail.h \
 helper/ctl/output/printable.h
helper/ctl/list/jail_find.h:
helper/ctl/list/keepers.h:
helper/ctl/list/kept_jail.h:
helper/ctl/output/printable.h:
