/var/tmp/h-callers/build2/pie/helper/ctl/session/session_exec.o: \
 helper/ctl/session/session_exec.c helper/ctl/session/session_exec.h \
 helper/ctl/command/command.h helper/ctl/output/printable.h \
 helper/shared/cleanup.h helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h
helper/ctl/session/session_exec.h:
helper/ctl/command/command.h:
helper/ctl/output/printable.h:
helper/shared/cleanup.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
