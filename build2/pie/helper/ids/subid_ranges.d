/var/tmp/h-callers/build2/pie/helper/ids/subid_ranges.o: \
 helper/ids/subid_ranges.c helper/ids/subid_ranges.h \
 helper/shared/cleanup.h
helper/ids/subid_ranges.h:
helper/shared/cleanup.h:
