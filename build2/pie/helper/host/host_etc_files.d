/var/tmp/h-callers/build2/pie/helper/host/host_etc_files.o: \
 helper/host/host_etc_files.c helper/host/host_etc_files.h \
 helper/host/accounts.h helper/plan/jail_plan.h helper/plan/ip_range.h \
 helper/plan/mount_entry.h helper/shared/plan_sources.h \
 helper/site/jail_build.h helper/site/jail_sources.h helper/ids/idmap.h \
 helper/system/host_file.h helper/system/new_file.h \
 helper/system/report.h helper/shared/request.h helper/shared/message.h \
 helper/shared/wire.h
helper/host/host_etc_files.h:
helper/host/accounts.h:
helper/plan/jail_plan.h:
helper/plan/ip_range.h:
helper/plan/mount_entry.h:
helper/shared/plan_sources.h:
helper/site/jail_build.h:
helper/site/jail_sources.h:
helper/ids/idmap.h:
helper/system/host_file.h:
helper/system/new_file.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
