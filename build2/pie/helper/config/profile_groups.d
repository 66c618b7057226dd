/var/tmp/h-callers/build2/pie/helper/config/profile_groups.o: \
 helper/config/profile_groups.c helper/config/profile_groups.h \
 helper/config/config_check.h helper/config/groups_run.h \
 helper/config/profile.h helper/config/config_file.h \
 helper/shared/plan_sources.h helper/shared/cleanup.h \
 helper/shared/request.h helper/shared/message.h helper/shared/wire.h \
 helper/system/host_accounts.h helper/system/report.h
helper/config/profile_groups.h:
helper/config/config_check.h:
helper/config/groups_run.h:
helper/config/profile.h:
helper/config/config_file.h:
helper/shared/plan_sources.h:
helper/shared/cleanup.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
helper/system/host_accounts.h:
helper/system/report.h:
