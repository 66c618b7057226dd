/var/tmp/h-callers/build2/pie/helper/ctl/list/keeper_text.o: \
 helper/ctl/list/keeper_text.c helper/ctl/list/keeper_text.h \
 helper/ctl/list/kept_jail.h helper/shared/cleanup.h
helper/ctl/list/keeper_text.h:
helper/ctl/list/kept_jail.h:
helper/shared/cleanup.h:
