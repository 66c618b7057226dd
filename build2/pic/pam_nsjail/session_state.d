/var/tmp/h-callers/build2/pic/pam_nsjail/session_state.o: \
 pam_nsjail/session_state.c pam_nsjail/session_state.h \
 pam_nsjail/caller_groups.h pam_nsjail/caller_locale.h \
 pam_nsjail/empty_root.h pam_nsjail/inherited_fds.h \
 pam_nsjail/namespace_join.h helper/shared/request.h \
 helper/shared/message.h helper/shared/plan_sources.h \
 helper/shared/wire.h pam_nsjail/reason.h pam_nsjail/jail_entry.h \
 pam_nsjail/pam_log.h helper/shared/cleanup.h pam_nsjail/signals.h
pam_nsjail/session_state.h:
pam_nsjail/caller_groups.h:
pam_nsjail/caller_locale.h:
pam_nsjail/empty_root.h:
pam_nsjail/inherited_fds.h:
pam_nsjail/namespace_join.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
pam_nsjail/reason.h:
pam_nsjail/jail_entry.h:
pam_nsjail/pam_log.h:
helper/shared/cleanup.h:
pam_nsjail/signals.h:
