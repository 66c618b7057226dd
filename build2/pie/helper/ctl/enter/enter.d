/var/tmp/h-callers/build2/pie/helper/ctl/enter/enter.o: \
 helper/ctl/enter/enter.c helper/ctl/command/command.h \
 helper/ctl/enter/enter_join.h helper/shared/request.h \
 helper/shared/message.h helper/shared/plan_sources.h \
 helper/shared/wire.h helper/ctl/enter/enter_tool.h \
 helper/ctl/list/jail_find.h helper/ctl/list/keepers.h \
 helper/ctl/list/kept_jail.h helper/ctl/output/printable.h \
 helper/ctl/session/session_process.h \
 helper/ctl/session/session_program.h helper/ctl/session/session_exec.h \
 pam_nsjail/reason.h helper/shared/cleanup.h
helper/ctl/command/command.h:
helper/ctl/enter/enter_join.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
helper/ctl/enter/enter_tool.h:
helper/ctl/list/jail_find.h:
helper/ctl/list/keepers.h:
helper/ctl/list/kept_jail.h:
helper/ctl/output/printable.h:
helper/ctl/session/session_process.h:
helper/ctl/session/session_program.h:
helper/ctl/session/session_exec.h:
pam_nsjail/reason.h:
helper/shared/cleanup.h:
