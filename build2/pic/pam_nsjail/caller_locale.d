/var/tmp/h-callers/build2/pic/pam_nsjail/caller_locale.o: \
 pam_nsjail/caller_locale.c pam_nsjail/caller_locale.h
pam_nsjail/caller_locale.h:
