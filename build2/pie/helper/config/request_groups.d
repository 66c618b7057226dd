/var/tmp/h-callers/build2/pie/helper/config/request_groups.o: \
 helper/config/request_groups.c helper/config/request_groups.h \
 helper/shared/cleanup.h helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h \
 helper/system/host_accounts.h helper/system/report.h
helper/config/request_groups.h:
helper/shared/cleanup.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
helper/system/host_accounts.h:
helper/system/report.h:
