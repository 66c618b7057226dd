/var/tmp/h-callers/build2/pie/helper/ctl/session/session_process.o: \
 helper/ctl/session/session_process.c \
 helper/ctl/session/session_process.h helper/ctl/command/command.h \
 helper/ctl/session/relay.h helper/shared/cleanup.h
helper/ctl/session/session_process.h:
helper/ctl/command/command.h:
helper/ctl/session/relay.h:
helper/shared/cleanup.h:
