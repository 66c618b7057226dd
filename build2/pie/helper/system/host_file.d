/var/tmp/h-callers/build2/pie/helper/system/host_file.o: \
 helper/system/host_file.c helper/system/host_file.h \
 helper/shared/cleanup.h helper/shared/noatime.h helper/system/report.h \
 helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h
helper/system/host_file.h:
helper/shared/cleanup.h:
helper/shared/noatime.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
