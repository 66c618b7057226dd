/var/tmp/h-callers/build2/pie/helper/jail/private_steps.o: \
 helper/jail/private_steps.c helper/jail/private_steps.h \
 helper/jail/private_turn.h helper/shared/patience.h \
 helper/plan/jail_plan.h helper/plan/ip_range.h helper/plan/mount_entry.h \
 helper/shared/plan_sources.h helper/shared/cleanup.h \
 helper/site/jail_build.h helper/system/mount_tree.h
helper/jail/private_steps.h:
helper/jail/private_turn.h:
helper/shared/patience.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/shared/cleanup.h:
helper/site/jail_build.h:
helper/system/mount_tree.h:
