/var/tmp/h-callers/build2/pie/helper/keeper/join.o: helper/keeper/join.c \
 helper/keeper/join.h helper/keeper/control.h helper/plan/plan_digest.h \
 helper/shared/plan_sources.h helper/shared/request.h \
 helper/shared/message.h helper/shared/wire.h helper/shared/cleanup.h \
 helper/shared/entry_socket.h helper/shared/patience.h \
 helper/state/jail_entry.h helper/system/report.h
helper/keeper/join.h:
helper/keeper/control.h:
helper/plan/plan_digest.h:
helper/shared/plan_sources.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
helper/shared/cleanup.h:
helper/shared/entry_socket.h:
helper/shared/patience.h:
helper/state/jail_entry.h:
helper/system/report.h:
