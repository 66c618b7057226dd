/var/tmp/h-callers/build2/pic/pam_nsjail/event_log.o: \
 pam_nsjail/event_log.c pam_nsjail/event_log.h pam_nsjail/pam_log.h \
 pam_nsjail/reason.h helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h \
 pam_nsjail/session_state.h pam_nsjail/caller_groups.h \
 pam_nsjail/caller_locale.h pam_nsjail/empty_root.h \
 pam_nsjail/inherited_fds.h pam_nsjail/namespace_join.h \
 helper/shared/event_text.h
pam_nsjail/event_log.h:
pam_nsjail/pam_log.h:
pam_nsjail/reason.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
pam_nsjail/session_state.h:
pam_nsjail/caller_groups.h:
pam_nsjail/caller_locale.h:
pam_nsjail/empty_root.h:
pam_nsjail/inherited_fds.h:
pam_nsjail/namespace_join.h:
helper/shared/event_text.h:
