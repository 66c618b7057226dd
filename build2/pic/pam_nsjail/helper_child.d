/var/tmp/h-callers/build2/pic/pam_nsjail/helper_child.o: \
 pam_nsjail/helper_child.c pam_nsjail/helper_child.h \
 helper/shared/cleanup.h helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h
pam_nsjail/helper_child.h:
helper/shared/cleanup.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
