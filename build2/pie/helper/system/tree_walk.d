/var/tmp/h-callers/build2/pie/helper/system/tree_walk.o: \
 helper/system/tree_walk.c helper/system/tree_walk.h \
 helper/shared/cleanup.h
helper/system/tree_walk.h:
helper/shared/cleanup.h:
