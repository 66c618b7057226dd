/var/tmp/h-callers/build2/pie/helper/site/jail_sources.o: \
 helper/site/jail_sources.c helper/site/jail_sources.h helper/ids/idmap.h \
 helper/system/host_file.h helper/shared/cleanup.h
helper/site/jail_sources.h:
helper/ids/idmap.h:
helper/system/host_file.h:
helper/shared/cleanup.h:
