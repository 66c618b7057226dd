/var/tmp/h-callers/build2/pie/helper/veth/port_name.o: \
 helper/veth/port_name.c helper/veth/port_name.h helper/plan/ip_range.h \
 helper/shared/cleanup.h
helper/veth/port_name.h:
helper/plan/ip_range.h:
helper/shared/cleanup.h:
