/var/tmp/h-callers/build2/pic/pam_nsjail/account_ask.o: \
 pam_nsjail/account_ask.c pam_nsjail/account_ask.h pam_nsjail/account.h \
 pam_nsjail/name_service.h pam_nsjail/reason.h helper/shared/request.h \
 helper/shared/message.h helper/shared/plan_sources.h \
 helper/shared/wire.h helper/shared/cleanup.h pam_nsjail/signals.h
pam_nsjail/account_ask.h:
pam_nsjail/account.h:
pam_nsjail/name_service.h:
pam_nsjail/reason.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
helper/shared/cleanup.h:
pam_nsjail/signals.h:
