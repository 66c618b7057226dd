/var/tmp/h-callers/build2/pie/helper/ids/subid_stamp.o: \
 helper/ids/subid_stamp.c helper/ids/subid_stamp.h \
 helper/shared/plan_sources.h helper/ids/subid_ranges.h \
 helper/shared/cleanup.h helper/shared/safe_path.h \
 helper/system/file_settled.h helper/system/file_system.h
helper/ids/subid_stamp.h:
helper/shared/plan_sources.h:
helper/ids/subid_ranges.h:
helper/shared/cleanup.h:
helper/shared/safe_path.h:
helper/system/file_settled.h:
helper/system/file_system.h:
