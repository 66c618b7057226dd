/var/tmp/h-callers/build2/pie/helper/ctl/list/kill.o: \
 helper/ctl/list/kill.c helper/ctl/command/command.h \
 helper/ctl/list/jail_find.h helper/ctl/list/keeper_call.h \
 helper/keeper/control.h helper/plan/plan_digest.h \
 helper/shared/plan_sources.h helper/shared/request.h \
 helper/shared/message.h helper/shared/wire.h helper/ctl/list/keepers.h \
 helper/ctl/list/kept_jail.h helper/ctl/list/kill_session.h \
 helper/ctl/output/printable.h helper/shared/cleanup.h
helper/ctl/command/command.h:
helper/ctl/list/jail_find.h:
helper/ctl/list/keeper_call.h:
helper/keeper/control.h:
helper/plan/plan_digest.h:
helper/shared/plan_sources.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
helper/ctl/list/keepers.h:
helper/ctl/list/kept_jail.h:
helper/ctl/list/kill_session.h:
helper/ctl/output/printable.h:
helper/shared/cleanup.h:
