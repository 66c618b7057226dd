/var/tmp/h-callers/build2/pie/helper/host/accounts.o: \
 helper/host/accounts.c helper/host/accounts.h \
 helper/host/accounts_file.h helper/shared/cleanup.h \
 helper/system/report.h helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h
helper/host/accounts.h:
helper/host/accounts_file.h:
helper/shared/cleanup.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
