/var/tmp/h-callers/build2/pie/helper/system/program_file.o: \
 helper/system/program_file.c helper/system/program_file.h \
 helper/shared/cleanup.h helper/shared/noatime.h
helper/system/program_file.h:
helper/shared/cleanup.h:
helper/shared/noatime.h:
