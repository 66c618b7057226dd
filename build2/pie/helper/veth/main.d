/var/tmp/h-callers/build2/pie/helper/veth/main.o: helper/veth/main.c \
 helper/shared/cleanup.h helper/system/side_program.h \
 helper/veth/antispoof.h helper/veth/netlink.h helper/veth/pair.h \
 helper/veth/port_name.h helper/plan/ip_range.h helper/veth/ports.h
helper/shared/cleanup.h:
helper/system/side_program.h:
helper/veth/antispoof.h:
helper/veth/netlink.h:
helper/veth/pair.h:
helper/veth/port_name.h:
helper/plan/ip_range.h:
helper/veth/ports.h:
