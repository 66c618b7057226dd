/var/tmp/h-callers/build2/pie/helper/ctl/show/show.o: \
 helper/ctl/show/show.c helper/config/config_keys.h \
 helper/config/config_value.h helper/ctl/command/command.h \
 helper/ctl/output/json_print.h helper/ctl/output/printable.h \
 helper/ctl/output/table.h helper/ctl/show/findings.h \
 helper/ctl/show/plan_words.h helper/ctl/show/subject.h \
 helper/plan/jail_plan.h helper/plan/ip_range.h helper/plan/mount_entry.h \
 helper/shared/plan_sources.h helper/shared/request.h \
 helper/shared/message.h helper/shared/wire.h helper/shared/cleanup.h
helper/config/config_keys.h:
helper/config/config_value.h:
helper/ctl/command/command.h:
helper/ctl/output/json_print.h:
helper/ctl/output/printable.h:
helper/ctl/output/table.h:
helper/ctl/show/findings.h:
helper/ctl/show/plan_words.h:
helper/ctl/show/subject.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
helper/shared/cleanup.h:
