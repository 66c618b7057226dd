/var/tmp/h-callers/build2/pie/helper/config/groups_run.o: \
 helper/config/groups_run.c helper/config/groups_run.h \
 helper/shared/cleanup.h helper/system/report.h helper/shared/request.h \
 helper/shared/message.h helper/shared/plan_sources.h \
 helper/shared/wire.h helper/system/side_program.h
helper/config/groups_run.h:
helper/shared/cleanup.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
helper/system/side_program.h:
