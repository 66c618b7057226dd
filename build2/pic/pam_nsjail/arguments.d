/var/tmp/h-callers/build2/pic/pam_nsjail/arguments.o: \
 pam_nsjail/arguments.c pam_nsjail/arguments.h pam_nsjail/reason.h \
 helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h \
 helper/shared/cleanup.h
pam_nsjail/arguments.h:
pam_nsjail/reason.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
helper/shared/cleanup.h:
