/var/tmp/h-callers/build2/pie/helper/config/config_outline.o: \
 helper/config/config_outline.c helper/config/config_outline.h \
 helper/config/config_text.h helper/shared/cleanup.h
helper/config/config_outline.h:
helper/config/config_text.h:
helper/shared/cleanup.h:
