/var/tmp/h-callers/build2/pic/pam_nsjail/exchange.o: \
 pam_nsjail/exchange.c pam_nsjail/exchange.h pam_nsjail/pam_log.h \
 pam_nsjail/reason.h helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h \
 helper/shared/cleanup.h helper/shared/patience.h
pam_nsjail/exchange.h:
pam_nsjail/pam_log.h:
pam_nsjail/reason.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
helper/shared/cleanup.h:
helper/shared/patience.h:
