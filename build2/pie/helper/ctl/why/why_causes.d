/var/tmp/h-callers/build2/pie/helper/ctl/why/why_causes.o: \
 helper/ctl/why/why_causes.c helper/ctl/why/why_causes.h
helper/ctl/why/why_causes.h:
