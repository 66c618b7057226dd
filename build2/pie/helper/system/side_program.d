/var/tmp/h-callers/build2/pie/helper/system/side_program.o: \
 helper/system/side_program.c helper/system/side_program.h \
 helper/shared/cleanup.h helper/shared/message.h helper/shared/patience.h \
 helper/shared/safe_path.h helper/system/report.h helper/shared/request.h \
 helper/shared/plan_sources.h helper/shared/wire.h
helper/system/side_program.h:
helper/shared/cleanup.h:
helper/shared/message.h:
helper/shared/patience.h:
helper/shared/safe_path.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
