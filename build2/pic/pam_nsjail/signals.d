/var/tmp/h-callers/build2/pic/pam_nsjail/signals.o: pam_nsjail/signals.c \
 pam_nsjail/signals.h
pam_nsjail/signals.h:
