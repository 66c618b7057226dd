/var/tmp/h-callers/build2/pic/pam_nsjail/environment.o: \
 pam_nsjail/environment.c pam_nsjail/environment.h pam_nsjail/reason.h \
 helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h \
 helper/shared/cleanup.h
pam_nsjail/environment.h:
pam_nsjail/reason.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
helper/shared/cleanup.h:
