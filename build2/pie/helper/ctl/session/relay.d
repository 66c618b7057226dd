/var/tmp/h-callers/build2/pie/helper/ctl/session/relay.o: \
 helper/ctl/session/relay.c helper/ctl/session/relay.h \
 helper/ctl/command/command.h helper/shared/cleanup.h \
 helper/shared/message.h
helper/ctl/session/relay.h:
helper/ctl/command/command.h:
helper/shared/cleanup.h:
helper/shared/message.h:
