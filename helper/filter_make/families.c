/* SPDX-License-Identifier: BSD-3-Clause */
/* Families of sockets; see families.h. */
#include "filter_make/families.h"

#include <endian.h>
#include <errno.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "shared/cleanup.h"

/* The kernel takes all of them as int: the low half of what is in the register. */
#define LOW_HALF    (__BYTE_ORDER == __LITTLE_ENDIAN ? 0 : sizeof(uint32_t))
#define INT(number) (offsetof(struct seccomp_data, args[number]) + LOW_HALF)

#define TYPE_MASK 0xf /* SOCK_TYPE_MASK of the kernel: what is above are flags */

/* The lines of the part; FAMILIES_COUNT is the first one behind it. */
enum line {
	ABI,
	ABI_FIRST,
	FIRST,
	FIRST_CALL,
	FIRST_SOCKET,
	FIRST_PAIR,
	ABI_SECOND,
	SECOND,
	SECOND_CALL,
	SECOND_SOCKET,
	SECOND_PAIR,
	UNKNOWN,
	FAMILY,
	FAMILY_UNIX,
	FAMILY_INET6,
	FAMILY_PACKET,
	FAMILY_INET,
	FAMILY_NETLINK,
	TYPE,
	TYPE_ALONE,
	TYPE_PACKET,
	PROTOCOL,
	PROTOCOL_EVENTS,
	REFUSED,
	GO_ON,
};

_Static_assert(GO_ON == FAMILIES_COUNT, "what comes behind is the other part");

#define LOAD(offset) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)(offset))
#define IF(at, value, then, otherwise)                                                            \
	[at] = BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(value), (uint8_t)((then) - (at)-1), \
			(uint8_t)((otherwise) - (at)-1))
#define REFUSE(error) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (uint32_t)(error))

#ifndef SYS_socketcall
#define SYS_socketcall (-1) /* no call has that number */
#endif

struct abi {
	uint32_t architecture;
	int socket, pair, call;
};

/*
 * Numbers of the kernel's tables (arch/.../syscall.tbl): for those that socketcall(2) carries, too,
 * libseccomp has numbers of its own. An ABI that is not listed is the machine's.
 */
static struct abi abi_of(uint32_t architecture)
{
	static const struct abi others[] = {
		{ SCMP_ARCH_X86, 359, 360, 102 },
		{ SCMP_ARCH_ARM, 281, 288, -1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (others[i].architecture == architecture)
			return others[i];
	return (struct abi){ architecture, SYS_socket, SYS_socketpair, SYS_socketcall };
}

/*
 * socketcall(2) hides its arguments in memory: where it is unknown, programs take the other calls.
 * A packet socket is also had as a type of AF_INET (packet(7)). Of netlink, the kernel's own events
 * are the whole machine's.
 */
void families_write(struct sock_filter program[FAMILIES_COUNT], bool has_packet,
		    const uint32_t architectures[2])
{
	const struct abi first = abi_of(architectures[0]), second = abi_of(architectures[1]);
	const enum line packet = has_packet ? GO_ON : REFUSED;
	const struct sock_filter lines[FAMILIES_COUNT] = {
		[ABI] = LOAD(offsetof(struct seccomp_data, arch)),
		IF(ABI_FIRST, first.architecture, FIRST, ABI_SECOND),
		[FIRST] = LOAD(offsetof(struct seccomp_data, nr)),
		IF(FIRST_CALL, first.call, UNKNOWN, FIRST_SOCKET),
		IF(FIRST_SOCKET, first.socket, FAMILY, FIRST_PAIR),
		IF(FIRST_PAIR, first.pair, FAMILY, GO_ON),
		IF(ABI_SECOND, second.architecture, SECOND, GO_ON),
		[SECOND] = LOAD(offsetof(struct seccomp_data, nr)),
		IF(SECOND_CALL, second.call, UNKNOWN, SECOND_SOCKET),
		IF(SECOND_SOCKET, second.socket, FAMILY, SECOND_PAIR),
		IF(SECOND_PAIR, second.pair, FAMILY, GO_ON),
		[UNKNOWN] = REFUSE(ENOSYS),
		[FAMILY] = LOAD(INT(0)),
		IF(FAMILY_UNIX, AF_UNIX, GO_ON, FAMILY_INET6),
		IF(FAMILY_INET6, AF_INET6, GO_ON, FAMILY_PACKET),
		IF(FAMILY_PACKET, AF_PACKET, packet, FAMILY_INET),
		IF(FAMILY_INET, AF_INET, TYPE, FAMILY_NETLINK),
		IF(FAMILY_NETLINK, AF_NETLINK, PROTOCOL, REFUSED),
		[TYPE] = LOAD(INT(1)),
		[TYPE_ALONE] = BPF_STMT(BPF_ALU | BPF_AND | BPF_K, TYPE_MASK),
		IF(TYPE_PACKET, SOCK_PACKET, packet, GO_ON),
		[PROTOCOL] = LOAD(INT(2)),
		IF(PROTOCOL_EVENTS, NETLINK_KOBJECT_UEVENT, REFUSED, GO_ON),
		[REFUSED] = REFUSE(EAFNOSUPPORT),
	};

	(void)memcpy(program, lines, sizeof(lines));
}
