/var/tmp/h-callers/build2/pic/pam_nsjail/module.o: pam_nsjail/module.c \
 pam_nsjail/arguments.h pam_nsjail/caller_manners.h \
 pam_nsjail/event_log.h pam_nsjail/pam_log.h pam_nsjail/reason.h \
 helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h \
 pam_nsjail/session_open.h pam_nsjail/session_state.h \
 pam_nsjail/caller_groups.h pam_nsjail/caller_locale.h \
 pam_nsjail/empty_root.h pam_nsjail/inherited_fds.h \
 pam_nsjail/namespace_join.h
pam_nsjail/arguments.h:
pam_nsjail/caller_manners.h:
pam_nsjail/event_log.h:
pam_nsjail/pam_log.h:
pam_nsjail/reason.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
pam_nsjail/session_open.h:
pam_nsjail/session_state.h:
pam_nsjail/caller_groups.h:
pam_nsjail/caller_locale.h:
pam_nsjail/empty_root.h:
pam_nsjail/inherited_fds.h:
pam_nsjail/namespace_join.h:
