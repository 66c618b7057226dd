/var/tmp/h-callers/build2/pie/helper/keeper/audit_run.o: \
 helper/keeper/audit_run.c helper/keeper/audit_run.h \
 helper/plan/jail_plan.h helper/plan/ip_range.h helper/plan/mount_entry.h \
 helper/shared/plan_sources.h helper/shared/cleanup.h \
 helper/shared/message.h helper/system/report.h helper/shared/request.h \
 helper/shared/wire.h helper/system/side_program.h
helper/keeper/audit_run.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/shared/cleanup.h:
helper/shared/message.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/wire.h:
helper/system/side_program.h:
