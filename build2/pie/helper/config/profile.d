/var/tmp/h-callers/build2/pie/helper/config/profile.o: \
 helper/config/profile.c helper/config/profile.h \
 helper/config/config_file.h helper/shared/plan_sources.h \
 helper/config/config_check.h helper/shared/cleanup.h \
 helper/shared/user_name.h helper/system/report.h helper/shared/request.h \
 helper/shared/message.h helper/shared/wire.h
helper/config/profile.h:
helper/config/config_file.h:
helper/shared/plan_sources.h:
helper/config/config_check.h:
helper/shared/cleanup.h:
helper/shared/user_name.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
