/var/tmp/h-callers/build2/pie/helper/ctl/run/run_session.o: \
 helper/ctl/run/run_session.c helper/ctl/run/run_session.h \
 pam_nsjail/account.h helper/ctl/command/command.h \
 helper/ctl/output/printable.h helper/ctl/run/run_stack.h \
 helper/ctl/session/session_program.h helper/ctl/session/session_exec.h \
 helper/ctl/why/why_log.h pam_nsjail/reason.h helper/shared/request.h \
 helper/shared/message.h helper/shared/plan_sources.h \
 helper/shared/wire.h helper/shared/cleanup.h
helper/ctl/run/run_session.h:
pam_nsjail/account.h:
helper/ctl/command/command.h:
helper/ctl/output/printable.h:
helper/ctl/run/run_stack.h:
helper/ctl/session/session_program.h:
helper/ctl/session/session_exec.h:
helper/ctl/why/why_log.h:
pam_nsjail/reason.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
helper/shared/cleanup.h:
