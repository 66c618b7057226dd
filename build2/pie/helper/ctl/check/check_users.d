/var/tmp/h-callers/build2/pie/helper/ctl/check/check_users.o: \
 helper/ctl/check/check_users.c helper/config/config_check.h \
 helper/config/config_file.h helper/shared/plan_sources.h \
 helper/ctl/check/check_parts.h helper/ctl/show/findings.h \
 helper/ctl/show/subject.h helper/plan/jail_plan.h helper/plan/ip_range.h \
 helper/plan/mount_entry.h helper/shared/request.h \
 helper/shared/message.h helper/shared/wire.h helper/jail/sources_open.h \
 helper/shared/cleanup.h helper/shared/kernel_need.h \
 helper/site/jail_sources.h helper/ids/idmap.h helper/system/host_file.h \
 helper/system/report.h
helper/config/config_check.h:
helper/config/config_file.h:
helper/shared/plan_sources.h:
helper/ctl/check/check_parts.h:
helper/ctl/show/findings.h:
helper/ctl/show/subject.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
helper/jail/sources_open.h:
helper/shared/cleanup.h:
helper/shared/kernel_need.h:
helper/site/jail_sources.h:
helper/ids/idmap.h:
helper/system/host_file.h:
helper/system/report.h:
