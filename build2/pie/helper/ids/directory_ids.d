/var/tmp/h-callers/build2/pie/helper/ids/directory_ids.o: \
 helper/ids/directory_ids.c helper/ids/directory_ids.h helper/ids/idmap.h \
 helper/shared/cleanup.h helper/system/report.h helper/shared/request.h \
 helper/shared/message.h helper/shared/plan_sources.h \
 helper/shared/wire.h helper/system/side_program.h
helper/ids/directory_ids.h:
helper/ids/idmap.h:
helper/shared/cleanup.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
helper/system/side_program.h:
