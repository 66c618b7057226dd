/var/tmp/h-callers/build2/pie/helper/config/config_parsers.o: \
 helper/config/config_parsers.c helper/config/config_parsers.h \
 helper/config/config_value.h helper/config/config_words.h \
 helper/config/tokens.h helper/plan/jail_plan.h helper/plan/ip_range.h \
 helper/plan/mount_entry.h helper/shared/plan_sources.h \
 helper/plan/path_form.h helper/plan/services.h helper/shared/cleanup.h \
 helper/shared/namespace_id.h helper/shared/request.h \
 helper/shared/message.h helper/shared/wire.h helper/system/report.h
helper/config/config_parsers.h:
helper/config/config_value.h:
helper/config/config_words.h:
helper/config/tokens.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/plan/path_form.h:
helper/plan/services.h:
helper/shared/cleanup.h:
helper/shared/namespace_id.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
helper/system/report.h:
