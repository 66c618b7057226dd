/var/tmp/h-callers/build2/pie/helper/keeper/keeper_run.o: \
 helper/keeper/keeper_run.c helper/keeper/keeper_run.h \
 helper/keeper/keeper.h helper/ids/subid_stamp.h \
 helper/shared/plan_sources.h helper/jail/init.h \
 helper/keeper/audit_run.h helper/keeper/control.h \
 helper/plan/plan_digest.h helper/shared/request.h \
 helper/shared/message.h helper/shared/wire.h helper/keeper/hook.h \
 helper/keeper/log_relay.h helper/keeper/log_rate.h \
 helper/keeper/sessions.h helper/keeper/callers.h helper/limits/cgroup.h \
 helper/network/uplink.h helper/plan/ip_range.h helper/state/jail_entry.h \
 helper/keeper/keeper_clients.h helper/keeper/keeper_events.h \
 helper/shared/cleanup.h helper/system/memory.h
helper/keeper/keeper_run.h:
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
helper/keeper/keeper_clients.h:
helper/keeper/keeper_events.h:
helper/shared/cleanup.h:
helper/system/memory.h:
