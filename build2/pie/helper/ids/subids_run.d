/var/tmp/h-callers/build2/pie/helper/ids/subids_run.o: \
 helper/ids/subids_run.c helper/ids/subids_run.h helper/shared/cleanup.h \
 helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h helper/system/report.h \
 helper/system/side_program.h
helper/ids/subids_run.h:
helper/shared/cleanup.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
helper/system/report.h:
helper/system/side_program.h:
