/var/tmp/h-callers/build2/pie/helper/mounts/pam_cover.o: \
 helper/mounts/pam_cover.c helper/mounts/pam_cover.h \
 helper/mounts/stage.h helper/plan/jail_plan.h helper/plan/ip_range.h \
 helper/plan/mount_entry.h helper/shared/plan_sources.h \
 helper/shared/cleanup.h helper/site/jail_build.h \
 helper/system/mount_tree.h helper/system/report.h \
 helper/shared/request.h helper/shared/message.h helper/shared/wire.h
helper/mounts/pam_cover.h:
helper/mounts/stage.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/shared/cleanup.h:
helper/site/jail_build.h:
helper/system/mount_tree.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
