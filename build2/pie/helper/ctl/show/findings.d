/var/tmp/h-callers/build2/pie/helper/ctl/show/findings.o: \
 helper/ctl/show/findings.c helper/ctl/show/findings.h \
 helper/ctl/output/json_print.h helper/ctl/output/printable.h \
 helper/ctl/why/why_causes.h helper/shared/cleanup.h \
 helper/system/report.h helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h
helper/ctl/show/findings.h:
helper/ctl/output/json_print.h:
helper/ctl/output/printable.h:
helper/ctl/why/why_causes.h:
helper/shared/cleanup.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
