/var/tmp/h-callers/build2/pie/helper/keeper/log_relay.o: \
 helper/keeper/log_relay.c helper/keeper/log_relay.h \
 helper/keeper/log_rate.h helper/keeper/host_log.h \
 helper/keeper/log_text.h helper/keeper/sessions.h \
 helper/keeper/callers.h helper/keeper/control.h \
 helper/plan/plan_digest.h helper/shared/plan_sources.h \
 helper/shared/request.h helper/shared/message.h helper/shared/wire.h \
 helper/shared/cleanup.h helper/system/log_socket.h
helper/keeper/log_relay.h:
helper/keeper/log_rate.h:
helper/keeper/host_log.h:
helper/keeper/log_text.h:
helper/keeper/sessions.h:
helper/keeper/callers.h:
helper/keeper/control.h:
helper/plan/plan_digest.h:
helper/shared/plan_sources.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
helper/shared/cleanup.h:
helper/system/log_socket.h:
