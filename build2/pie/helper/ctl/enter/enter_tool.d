/var/tmp/h-callers/build2/pie/helper/ctl/enter/enter_tool.o: \
 helper/ctl/enter/enter_tool.c helper/ctl/enter/enter_tool.h \
 pam_nsjail/reason.h helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h \
 helper/shared/cleanup.h
helper/ctl/enter/enter_tool.h:
pam_nsjail/reason.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
helper/shared/cleanup.h:
