/var/tmp/h-callers/build2/pic/pam_nsjail/jail_entry.o: \
 pam_nsjail/jail_entry.c pam_nsjail/jail_entry.h helper/shared/cleanup.h \
 helper/shared/entry_socket.h helper/shared/safe_path.h
pam_nsjail/jail_entry.h:
helper/shared/cleanup.h:
helper/shared/entry_socket.h:
helper/shared/safe_path.h:
