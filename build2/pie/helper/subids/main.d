/var/tmp/h-callers/build2/pie/helper/subids/main.o: helper/subids/main.c \
 helper/ids/subid_ranges.h helper/shared/cleanup.h \
 helper/subids/accounts.h
helper/ids/subid_ranges.h:
helper/shared/cleanup.h:
helper/subids/accounts.h:
