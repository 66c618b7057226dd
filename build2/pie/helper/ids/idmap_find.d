/var/tmp/h-callers/build2/pie/helper/ids/idmap_find.o: \
 helper/ids/idmap_find.c helper/ids/idmap_find.h helper/ids/idmap.h \
 helper/ids/subid_ranges.h helper/ids/subids_run.h \
 helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h helper/system/report.h
helper/ids/idmap_find.h:
helper/ids/idmap.h:
helper/ids/subid_ranges.h:
helper/ids/subids_run.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
helper/system/report.h:
