/var/tmp/h-callers/build2/pie/helper/state/jail_entry.o: \
 helper/state/jail_entry.c helper/state/jail_entry.h \
 helper/shared/cleanup.h helper/shared/entry_socket.h \
 helper/shared/safe_path.h helper/system/report.h helper/shared/request.h \
 helper/shared/message.h helper/shared/plan_sources.h \
 helper/shared/wire.h
helper/state/jail_entry.h:
helper/shared/cleanup.h:
helper/shared/entry_socket.h:
helper/shared/safe_path.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
