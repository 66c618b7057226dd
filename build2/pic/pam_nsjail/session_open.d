/var/tmp/h-callers/build2/pic/pam_nsjail/session_open.o: \
 pam_nsjail/session_open.c pam_nsjail/session_open.h \
 pam_nsjail/account_load.h pam_nsjail/arguments.h \
 pam_nsjail/caller_groups.h pam_nsjail/caller_loader.h \
 pam_nsjail/confine.h pam_nsjail/environment.h pam_nsjail/event_log.h \
 pam_nsjail/exchange.h pam_nsjail/helper_start.h pam_nsjail/host_line.h \
 pam_nsjail/reason.h helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h \
 helper/shared/cleanup.h helper/shared/event_text.h \
 pam_nsjail/jail_entry.h pam_nsjail/keeper_ask.h pam_nsjail/low_fds.h \
 pam_nsjail/pam_log.h pam_nsjail/session_state.h \
 pam_nsjail/caller_locale.h pam_nsjail/empty_root.h \
 pam_nsjail/inherited_fds.h pam_nsjail/namespace_join.h \
 helper/shared/patience.h pam_nsjail/signals.h
pam_nsjail/session_open.h:
pam_nsjail/account_load.h:
pam_nsjail/arguments.h:
pam_nsjail/caller_groups.h:
pam_nsjail/caller_loader.h:
pam_nsjail/confine.h:
pam_nsjail/environment.h:
pam_nsjail/event_log.h:
pam_nsjail/exchange.h:
pam_nsjail/helper_start.h:
pam_nsjail/host_line.h:
pam_nsjail/reason.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
helper/shared/cleanup.h:
helper/shared/event_text.h:
pam_nsjail/jail_entry.h:
pam_nsjail/keeper_ask.h:
pam_nsjail/low_fds.h:
pam_nsjail/pam_log.h:
pam_nsjail/session_state.h:
pam_nsjail/caller_locale.h:
pam_nsjail/empty_root.h:
pam_nsjail/inherited_fds.h:
pam_nsjail/namespace_join.h:
helper/shared/patience.h:
pam_nsjail/signals.h:
