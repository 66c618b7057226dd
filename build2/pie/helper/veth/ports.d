/var/tmp/h-callers/build2/pie/helper/veth/ports.o: helper/veth/ports.c \
 helper/veth/ports.h helper/veth/netlink.h helper/veth/port_name.h \
 helper/plan/ip_range.h helper/shared/cleanup.h
helper/veth/ports.h:
helper/veth/netlink.h:
helper/veth/port_name.h:
helper/plan/ip_range.h:
helper/shared/cleanup.h:
