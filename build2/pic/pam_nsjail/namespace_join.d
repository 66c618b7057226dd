/var/tmp/h-callers/build2/pic/pam_nsjail/namespace_join.o: \
 pam_nsjail/namespace_join.c pam_nsjail/namespace_join.h \
 helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h pam_nsjail/reason.h \
 helper/shared/cleanup.h helper/shared/namespace_id.h
pam_nsjail/namespace_join.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
pam_nsjail/reason.h:
helper/shared/cleanup.h:
helper/shared/namespace_id.h:
