/var/tmp/h-callers/build2/pie/helper/plan/mount_list.o: \
 helper/plan/mount_list.c helper/plan/mount_list.h \
 helper/plan/jail_plan.h helper/plan/ip_range.h helper/plan/mount_entry.h \
 helper/shared/plan_sources.h helper/plan/path_form.h \
 helper/shared/cleanup.h helper/shared/request.h helper/shared/message.h \
 helper/shared/wire.h helper/system/mount_tree.h helper/system/report.h
helper/plan/mount_list.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/plan/path_form.h:
helper/shared/cleanup.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
helper/system/mount_tree.h:
helper/system/report.h:
