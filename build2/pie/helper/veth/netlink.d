/var/tmp/h-callers/build2/pie/helper/veth/netlink.o: \
 helper/veth/netlink.c helper/veth/netlink.h
helper/veth/netlink.h:
