/var/tmp/h-callers/build2/pie/helper/ctl/main.o: helper/ctl/main.c \
 helper/ctl/command/command.h helper/ctl/command/options.h \
 helper/ctl/output/printable.h pam_nsjail/low_fds.h \
 helper/shared/cleanup.h
helper/ctl/command/command.h:
helper/ctl/command/options.h:
helper/ctl/output/printable.h:
pam_nsjail/low_fds.h:
helper/shared/cleanup.h:
