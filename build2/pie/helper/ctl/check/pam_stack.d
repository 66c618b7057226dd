/var/tmp/h-callers/build2/pie/helper/ctl/check/pam_stack.o: \
 helper/ctl/check/pam_stack.c helper/ctl/check/pam_stack.h \
 helper/ctl/check/pam_words.h helper/shared/cleanup.h
helper/ctl/check/pam_stack.h:
helper/ctl/check/pam_words.h:
helper/shared/cleanup.h:
