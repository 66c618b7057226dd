/var/tmp/h-callers/build2/pie/helper/system/memory.o: \
 helper/system/memory.c helper/system/memory.h
helper/system/memory.h:
