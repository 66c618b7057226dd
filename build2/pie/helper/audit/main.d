/var/tmp/h-callers/build2/pie/helper/audit/main.o: helper/audit/main.c
