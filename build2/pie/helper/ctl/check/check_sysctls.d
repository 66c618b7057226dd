/var/tmp/h-callers/build2/pie/helper/ctl/check/check_sysctls.o: \
 helper/ctl/check/check_sysctls.c helper/ctl/check/check_parts.h \
 helper/ctl/show/findings.h helper/shared/cleanup.h
helper/ctl/check/check_parts.h:
helper/ctl/show/findings.h:
helper/shared/cleanup.h:
