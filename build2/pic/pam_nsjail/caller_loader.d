/var/tmp/h-callers/build2/pic/pam_nsjail/caller_loader.o: \
 pam_nsjail/caller_loader.c pam_nsjail/caller_loader.h \
 pam_nsjail/reason.h helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h \
 helper/shared/cleanup.h
pam_nsjail/caller_loader.h:
pam_nsjail/reason.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
helper/shared/cleanup.h:
