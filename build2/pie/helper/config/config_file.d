/var/tmp/h-callers/build2/pie/helper/config/config_file.o: \
 helper/config/config_file.c helper/config/config_file.h \
 helper/shared/plan_sources.h helper/config/config_outline.h \
 helper/config/config_text.h helper/shared/cleanup.h \
 helper/shared/safe_path.h helper/system/file_settled.h \
 helper/system/file_system.h helper/system/report.h \
 helper/shared/request.h helper/shared/message.h helper/shared/wire.h
helper/config/config_file.h:
helper/shared/plan_sources.h:
helper/config/config_outline.h:
helper/config/config_text.h:
helper/shared/cleanup.h:
helper/shared/safe_path.h:
helper/system/file_settled.h:
helper/system/file_system.h:
helper/system/report.h:
helper/shared/request.h:
helper/shared/message.h:
helper/shared/wire.h:
