/var/tmp/h-callers/build2/pie/helper/host/accounts_file.o: \
 helper/host/accounts_file.c helper/host/accounts_file.h \
 helper/shared/cleanup.h helper/shared/noatime.h
helper/host/accounts_file.h:
helper/shared/cleanup.h:
helper/shared/noatime.h:
