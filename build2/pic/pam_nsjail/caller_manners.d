/var/tmp/h-callers/build2/pic/pam_nsjail/caller_manners.o: \
 pam_nsjail/caller_manners.c pam_nsjail/caller_manners.h \
 pam_nsjail/pam_log.h helper/shared/cleanup.h
pam_nsjail/caller_manners.h:
pam_nsjail/pam_log.h:
helper/shared/cleanup.h:
