/var/tmp/h-callers/build2/pie/helper/plan/path_form.o: \
 helper/plan/path_form.c helper/plan/path_form.h
helper/plan/path_form.h:
