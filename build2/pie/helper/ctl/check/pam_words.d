/var/tmp/h-callers/build2/pie/helper/ctl/check/pam_words.o: \
 helper/ctl/check/pam_words.c helper/ctl/check/pam_words.h \
 helper/shared/cleanup.h
helper/ctl/check/pam_words.h:
helper/shared/cleanup.h:
