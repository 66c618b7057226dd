/var/tmp/h-callers/build2/pic/pam_nsjail/account_load.o: \
 pam_nsjail/account_load.c pam_nsjail/account_load.h \
 pam_nsjail/account_ask.h pam_nsjail/reason.h helper/shared/request.h \
 helper/shared/message.h helper/shared/plan_sources.h \
 helper/shared/wire.h helper/shared/cleanup.h helper/shared/user_name.h
pam_nsjail/account_load.h:
pam_nsjail/account_ask.h:
pam_nsjail/reason.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
helper/shared/cleanup.h:
helper/shared/user_name.h:
