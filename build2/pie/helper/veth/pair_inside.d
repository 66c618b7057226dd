/var/tmp/h-callers/build2/pie/helper/veth/pair_inside.o: \
 helper/veth/pair_inside.c helper/shared/cleanup.h helper/veth/pair.h \
 helper/veth/netlink.h helper/veth/port_name.h helper/plan/ip_range.h \
 helper/veth/ports.h
helper/shared/cleanup.h:
helper/veth/pair.h:
helper/veth/netlink.h:
helper/veth/port_name.h:
helper/plan/ip_range.h:
helper/veth/ports.h:
