/var/tmp/h-callers/build2/pie/helper/ctl/run/run.o: helper/ctl/run/run.c \
 helper/ctl/command/command.h helper/ctl/run/run_session.h \
 helper/ctl/session/session_process.h
helper/ctl/command/command.h:
helper/ctl/run/run_session.h:
helper/ctl/session/session_process.h:
