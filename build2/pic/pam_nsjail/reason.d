/var/tmp/h-callers/build2/pic/pam_nsjail/reason.o: pam_nsjail/reason.c \
 pam_nsjail/reason.h helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h \
 helper/shared/kernel_need.h
pam_nsjail/reason.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
helper/shared/kernel_need.h:
