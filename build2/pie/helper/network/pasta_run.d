/var/tmp/h-callers/build2/pie/helper/network/pasta_run.o: \
 helper/network/pasta_run.c helper/network/pasta_run.h \
 helper/shared/cleanup.h helper/shared/message.h helper/shared/request.h \
 helper/shared/plan_sources.h helper/shared/wire.h \
 helper/system/privileges.h helper/system/report.h \
 helper/system/side_program.h
helper/network/pasta_run.h:
helper/shared/cleanup.h:
helper/shared/message.h:
helper/shared/request.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
helper/system/privileges.h:
helper/system/report.h:
helper/system/side_program.h:
