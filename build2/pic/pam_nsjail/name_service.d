/var/tmp/h-callers/build2/pic/pam_nsjail/name_service.o: \
 pam_nsjail/name_service.c pam_nsjail/name_service.h \
 helper/shared/cleanup.h
pam_nsjail/name_service.h:
helper/shared/cleanup.h:
