/var/tmp/h-callers/build2/pic/pam_nsjail/empty_root.o: \
 pam_nsjail/empty_root.c pam_nsjail/empty_root.h helper/shared/cleanup.h
pam_nsjail/empty_root.h:
helper/shared/cleanup.h:
