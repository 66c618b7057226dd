/var/tmp/h-callers/build2/pic/pam_nsjail/low_fds.o: pam_nsjail/low_fds.c \
 pam_nsjail/low_fds.h helper/shared/cleanup.h
pam_nsjail/low_fds.h:
helper/shared/cleanup.h:
