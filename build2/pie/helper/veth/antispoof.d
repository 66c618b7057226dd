/var/tmp/h-callers/build2/pie/helper/veth/antispoof.o: \
 helper/veth/antispoof.c helper/veth/antispoof.h helper/veth/netlink.h \
 helper/veth/pair.h helper/veth/port_name.h helper/plan/ip_range.h \
 helper/veth/ports.h helper/shared/cleanup.h
helper/veth/antispoof.h:
helper/veth/netlink.h:
helper/veth/pair.h:
helper/veth/port_name.h:
helper/plan/ip_range.h:
helper/veth/ports.h:
helper/shared/cleanup.h:
