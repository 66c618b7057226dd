/var/tmp/h-callers/build2/pie/helper/ctl/show/plan_words.o: \
 helper/ctl/show/plan_words.c helper/ctl/show/plan_words.h \
 helper/config/config_keys.h helper/config/config_value.h \
 helper/config/config_parsers.h helper/plan/jail_plan.h \
 helper/plan/ip_range.h helper/plan/mount_entry.h \
 helper/shared/plan_sources.h helper/shared/cleanup.h \
 helper/shared/namespace_id.h helper/shared/request.h \
 helper/shared/message.h helper/shared/wire.h
helper/ctl/show/plan_words.h:
helper/config/config_keys.h:
helper/config/config_value.h:
helper/config/config_parsers.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/shared/cleanup.h:
helper/shared/namespace_id.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
