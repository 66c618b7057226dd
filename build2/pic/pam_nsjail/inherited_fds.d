/var/tmp/h-callers/build2/pic/pam_nsjail/inherited_fds.o: \
 pam_nsjail/inherited_fds.c pam_nsjail/inherited_fds.h \
 pam_nsjail/reason.h helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h \
 helper/shared/cleanup.h
pam_nsjail/inherited_fds.h:
pam_nsjail/reason.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
helper/shared/cleanup.h:
