/var/tmp/h-callers/build2/pie/helper/veth/pair.o: helper/veth/pair.c \
 helper/veth/pair.h helper/veth/netlink.h helper/veth/port_name.h \
 helper/plan/ip_range.h helper/veth/ports.h
helper/veth/pair.h:
helper/veth/netlink.h:
helper/veth/port_name.h:
helper/plan/ip_range.h:
helper/veth/ports.h:
