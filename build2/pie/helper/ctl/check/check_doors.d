/var/tmp/h-callers/build2/pie/helper/ctl/check/check_doors.o: \
 helper/ctl/check/check_doors.c helper/ctl/check/check_doors.h \
 helper/ctl/check/pam_files.h helper/ctl/check/pam_stack.h \
 helper/ctl/show/findings.h helper/plan/services.h \
 helper/shared/cleanup.h
helper/ctl/check/check_doors.h:
helper/ctl/check/pam_files.h:
helper/ctl/check/pam_stack.h:
helper/ctl/show/findings.h:
helper/plan/services.h:
helper/shared/cleanup.h:
