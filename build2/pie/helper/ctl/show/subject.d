/var/tmp/h-callers/build2/pie/helper/ctl/show/subject.o: \
 helper/ctl/show/subject.c helper/ctl/show/subject.h \
 helper/plan/jail_plan.h helper/plan/ip_range.h helper/plan/mount_entry.h \
 helper/shared/plan_sources.h helper/shared/request.h \
 helper/shared/message.h helper/shared/wire.h pam_nsjail/account.h \
 helper/config/plan_make.h helper/ctl/show/findings.h \
 helper/ctl/why/why_causes.h pam_nsjail/reason.h helper/shared/cleanup.h \
 helper/system/report.h
helper/ctl/show/subject.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
pam_nsjail/account.h:
helper/config/plan_make.h:
helper/ctl/show/findings.h:
helper/ctl/why/why_causes.h:
pam_nsjail/reason.h:
helper/shared/cleanup.h:
helper/system/report.h:
