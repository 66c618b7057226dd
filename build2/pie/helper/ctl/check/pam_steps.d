/var/tmp/h-callers/build2/pie/helper/ctl/check/pam_steps.o: \
 helper/ctl/check/pam_steps.c helper/ctl/check/pam_steps.h \
 helper/ctl/check/pam_files.h helper/ctl/check/pam_stack.h \
 helper/ctl/show/findings.h helper/shared/cleanup.h
helper/ctl/check/pam_steps.h:
helper/ctl/check/pam_files.h:
helper/ctl/check/pam_stack.h:
helper/ctl/show/findings.h:
helper/shared/cleanup.h:
