/var/tmp/h-callers/build2/pic/pam_nsjail/keeper_ask.o: \
 pam_nsjail/keeper_ask.c pam_nsjail/keeper_ask.h pam_nsjail/exchange.h \
 pam_nsjail/helper_start.h pam_nsjail/reason.h helper/shared/request.h \
 helper/shared/message.h helper/shared/plan_sources.h \
 helper/shared/wire.h helper/shared/cleanup.h \
 helper/shared/entry_socket.h helper/shared/safe_path.h
pam_nsjail/keeper_ask.h:
pam_nsjail/exchange.h:
pam_nsjail/helper_start.h:
pam_nsjail/reason.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
helper/shared/cleanup.h:
helper/shared/entry_socket.h:
helper/shared/safe_path.h:
