/var/tmp/h-callers/build2/filter_make: helper/filter_make/main.c \
 helper/filter_make/families.h helper/shared/cleanup.h
helper/filter_make/families.h:
helper/shared/cleanup.h:
