/var/tmp/h-callers/build2/pie/helper/subids/accounts.o: \
 helper/subids/accounts.c helper/subids/accounts.h \
 helper/ids/subid_ranges.h helper/shared/cleanup.h
helper/subids/accounts.h:
helper/ids/subid_ranges.h:
helper/shared/cleanup.h:
