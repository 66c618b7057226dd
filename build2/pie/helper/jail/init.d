/var/tmp/h-callers/build2/pie/helper/jail/init.o: helper/jail/init.c \
 helper/jail/init.h helper/jail/build_run.h helper/site/jail_build.h \
 helper/jail/private_build.h helper/network/network.h \
 helper/plan/jail_plan.h helper/plan/ip_range.h helper/plan/mount_entry.h \
 helper/shared/plan_sources.h helper/shared/cleanup.h \
 helper/shared/patience.h helper/shared/request.h helper/shared/message.h \
 helper/shared/wire.h helper/system/memory.h helper/system/privileges.h \
 helper/system/report.h
helper/jail/init.h:
helper/jail/build_run.h:
helper/site/jail_build.h:
helper/jail/private_build.h:
helper/network/network.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/shared/cleanup.h:
helper/shared/patience.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
helper/system/memory.h:
helper/system/privileges.h:
helper/system/report.h:
