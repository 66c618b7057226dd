/var/tmp/h-callers/build2/pic/pam_nsjail/host_line.o: \
 pam_nsjail/host_line.c pam_nsjail/host_line.h pam_nsjail/reason.h \
 helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h \
 helper/shared/cleanup.h helper/shared/event_text.h
pam_nsjail/host_line.h:
pam_nsjail/reason.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
helper/shared/cleanup.h:
helper/shared/event_text.h:
