/var/tmp/h-callers/build2/pie/helper/shared/plan_sources.o: \
 helper/shared/plan_sources.c helper/shared/plan_sources.h \
 helper/shared/cleanup.h helper/shared/safe_path.h \
 helper/shared/user_name.h
helper/shared/plan_sources.h:
helper/shared/cleanup.h:
helper/shared/safe_path.h:
helper/shared/user_name.h:
