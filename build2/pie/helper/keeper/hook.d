/var/tmp/h-callers/build2/pie/helper/keeper/hook.o: helper/keeper/hook.c \
 helper/keeper/hook.h helper/plan/jail_plan.h helper/plan/ip_range.h \
 helper/plan/mount_entry.h helper/shared/plan_sources.h \
 helper/shared/cleanup.h helper/shared/request.h helper/shared/message.h \
 helper/shared/wire.h helper/shared/safe_path.h \
 helper/system/privileges.h helper/system/report.h
helper/keeper/hook.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/shared/cleanup.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
helper/shared/safe_path.h:
helper/system/privileges.h:
helper/system/report.h:
