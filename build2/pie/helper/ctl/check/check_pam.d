/var/tmp/h-callers/build2/pie/helper/ctl/check/check_pam.o: \
 helper/ctl/check/check_pam.c pam_nsjail/arguments.h \
 helper/ctl/check/check_doors.h helper/ctl/check/check_parts.h \
 helper/ctl/check/pam_files.h helper/ctl/check/pam_stack.h \
 helper/ctl/check/pam_steps.h helper/ctl/show/findings.h \
 pam_nsjail/reason.h helper/shared/request.h helper/shared/message.h \
 helper/shared/plan_sources.h helper/shared/wire.h \
 helper/shared/cleanup.h helper/shared/safe_path.h
pam_nsjail/arguments.h:
helper/ctl/check/check_doors.h:
helper/ctl/check/check_parts.h:
helper/ctl/check/pam_files.h:
helper/ctl/check/pam_stack.h:
helper/ctl/check/pam_steps.h:
helper/ctl/show/findings.h:
pam_nsjail/reason.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/plan_sources.h:
helper/shared/wire.h:
helper/shared/cleanup.h:
helper/shared/safe_path.h:
