/var/tmp/h-callers/build2/pie/helper/config/config_words.o: \
 helper/config/config_words.c helper/config/config_words.h \
 helper/shared/cleanup.h
helper/config/config_words.h:
helper/shared/cleanup.h:
