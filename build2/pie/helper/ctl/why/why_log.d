/var/tmp/h-callers/build2/pie/helper/ctl/why/why_log.o: \
 helper/ctl/why/why_log.c helper/ctl/why/why_log.h \
 helper/ctl/output/printable.h helper/ctl/why/why_causes.h \
 helper/shared/cleanup.h
helper/ctl/why/why_log.h:
helper/ctl/output/printable.h:
helper/ctl/why/why_causes.h:
helper/shared/cleanup.h:
