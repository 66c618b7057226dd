/var/tmp/h-callers/build2/pie/helper/config/uncovered.o: \
 helper/config/uncovered.c helper/config/uncovered.h \
 helper/config/profile.h helper/config/config_file.h \
 helper/shared/plan_sources.h helper/plan/jail_plan.h \
 helper/plan/ip_range.h helper/plan/mount_entry.h helper/shared/request.h \
 helper/shared/message.h helper/shared/wire.h \
 helper/system/host_accounts.h helper/system/report.h
helper/config/uncovered.h:
helper/config/profile.h:
helper/config/config_file.h:
helper/shared/plan_sources.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
helper/system/host_accounts.h:
helper/system/report.h:
