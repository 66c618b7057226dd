/var/tmp/h-callers/build2/pie/helper/keeper/keeper.o: \
 helper/keeper/keeper.c helper/keeper/keeper.h helper/ids/subid_stamp.h \
 helper/shared/plan_sources.h helper/jail/init.h \
 helper/keeper/audit_run.h helper/keeper/control.h \
 helper/plan/plan_digest.h helper/shared/request.h \
 helper/shared/message.h helper/shared/wire.h helper/keeper/hook.h \
 helper/keeper/log_relay.h helper/keeper/log_rate.h \
 helper/keeper/sessions.h helper/keeper/callers.h helper/limits/cgroup.h \
 helper/network/uplink.h helper/plan/ip_range.h helper/state/jail_entry.h \
 helper/shared/cleanup.h helper/state/session_place.h \
 helper/system/privileges.h helper/system/report.h
helper/keeper/keeper.h:
helper/ids/subid_stamp.h:
helper/shared/plan_sources.h:
helper/jail/init.h:
helper/keeper/audit_run.h:
helper/keeper/control.h:
helper/plan/plan_digest.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
helper/keeper/hook.h:
helper/keeper/log_relay.h:
helper/keeper/log_rate.h:
helper/keeper/sessions.h:
helper/keeper/callers.h:
helper/limits/cgroup.h:
helper/network/uplink.h:
helper/plan/ip_range.h:
helper/state/jail_entry.h:
helper/shared/cleanup.h:
helper/state/session_place.h:
helper/system/privileges.h:
helper/system/report.h:
