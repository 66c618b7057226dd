/* SPDX-License-Identifier: BSD-3-Clause */
/* Class K: what no namespace separates. */
#include <sys/socket.h> /* linux/vm_sockets.h of Linux 5.10 counts on it */

#include <errno.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/vm_sockets.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe.h"

/* One that the kernel was built without is no way in. */
static int socket_of(int family, int type, int protocol)
{
	int fd = socket(family, type | SOCK_CLOEXEC, protocol);

	return fd < 0 && errno == EPROTONOSUPPORT ? (int)refuse(NOT_HERE) : fd;
}

/* A port that other jails and the host would then not get. */
static long take_machine_port(void)
{
	const struct sockaddr_vm address = { .svm_family = AF_VSOCK,
					     .svm_cid = VMADDR_CID_ANY,
					     .svm_port = VMADDR_PORT_ANY };
	int fd = socket_of(AF_VSOCK, SOCK_STREAM, 0);

	if (fd < 0)
		return -1;
	if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		return -1;
	return listen(fd, 1);
}

static long hear_events(void)
{
	const struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = 1 };
	int fd = socket_of(AF_NETLINK, SOCK_RAW, NETLINK_KOBJECT_UEVENT);

	return fd < 0 ? -1 : bind(fd, (const struct sockaddr *)&address, sizeof(address));
}

/* Every other family that this kernel has: 0 as soon as there is one. */
static long find_family(void)
{
	static const int wanted[] = { AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_PACKET };
	bool is_wanted;

	for (int family = 0; family < AF_MAX; family++) {
		is_wanted = false;
		for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
			is_wanted = is_wanted || wanted[i] == family;
		for (int type = SOCK_STREAM; !is_wanted && type <= SOCK_SEQPACKET; type++)
			if (socket(family, type, 0) >= 0)
				return 0;
	}
	return refuse(EAFNOSUPPORT);
}

static long see_packets(void)
{
	return socket_of(AF_PACKET, SOCK_RAW, 0);
}

/* The older name of the same. */
static long see_packets_by_type(void)
{
	return socket_of(AF_INET, SOCK_PACKET, 0);
}

#ifdef __x86_64__
/* socketcall(2) of i386, whose arguments no filter sees; they lie where 32 bits lead to. */
static long call_by_memory(void)
{
	unsigned int *arguments = mmap(NULL, sizeof(*arguments) * 3, PROT_READ | PROT_WRITE,
				       MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	long result;

	if (arguments == MAP_FAILED)
		return refuse(NOT_HERE);
	arguments[0] = AF_UNIX;
	arguments[1] = SOCK_STREAM;
	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(102L), "b"(1L), "c"(arguments)
			 : "memory", "r8", "r9", "r10", "r11");
	return result < 0 ? refuse((int)-result) : 0;
}
#else
static long call_by_memory(void)
{
	return refuse(NOT_HERE);
}
#endif

/* Router advertisements and all else of ICMPv6. */
static long speak_as_router(void)
{
	return socket_of(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6);
}

/* Entries of all networks are in one table of the machine's; this one is nobody's. */
static long add_neighbour(void)
{
	struct {
		struct nlmsghdr head;
		struct ndmsg neighbour;
		struct rtattr destination;
		unsigned char address[4];
		struct rtattr link;
		unsigned char hardware[8];
	} request = {
		.head = { sizeof(request), RTM_NEWNEIGH, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE,
			  1, 0 },
		.neighbour = { .ndm_family = AF_INET,
			       .ndm_ifindex = (int)if_nametoindex("lo"),
			       .ndm_state = NUD_REACHABLE },
		.destination = { RTA_LENGTH(4), NDA_DST },
		.address = { 198, 51, 100, 99 },
		.link = { RTA_LENGTH(6), NDA_LLADDR },
	};
	struct {
		struct nlmsghdr head;
		struct nlmsgerr error;
		char rest[512];
	} answer;
	int fd = socket_of(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);

	if (fd < 0 || send(fd, &request, sizeof(request), 0) < 0 ||
	    recv(fd, &answer, sizeof(answer), 0) < (ssize_t)NLMSG_LENGTH(sizeof(answer.error)))
		return -1;
	return answer.error.error < 0 ? refuse(-answer.error.error) : 0;
}

/* What it has already, but that needs the right to change it. */
static long change_interface(void)
{
	struct ifreq interface = { .ifr_name = "lo" };
	int fd = socket_of(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0 || ioctl(fd, SIOCGIFFLAGS, &interface) < 0)
		return -1;
	return ioctl(fd, SIOCSIFFLAGS, &interface);
}

static long own_network(void)
{
	return unshare(CLONE_NEWNET);
}

/* Of which all have fs.aio-max-nr together. */
static long take_aio(void)
{
	unsigned long context = 0;

	return syscall(SYS_io_setup, 1, &context);
}

#define COPIES 40

/* A process with a copy, which has stopped, or has ended with errno. */
static pid_t copy_held(void)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (unshare(CLONE_NEWNS) < 0)
		_exit(errno);
	(void)raise(SIGSTOP);
	_exit(0);
}

/* One in each of so many processes at one time; they end with this one. */
static long copy_mounts(void)
{
	for (int i = 0; i < COPIES; i++) {
		int status = 0;
		pid_t pid = copy_held();

		if (pid < 0 || waitpid(pid, &status, WUNTRACED) != pid)
			return -1;
		if (WIFEXITED(status))
			return refuse(WEXITSTATUS(status));
	}
	return 0;
}

const struct probe machine_probes[] = {
	{ "K5", "raw-socket", ANYBODY, speak_as_router, "EPERM" },
	{ "K5", "neighbour", ANYBODY, add_neighbour, "EPERM" },
	{ "K5", "interface", ANYBODY, change_interface, "EPERM" },
	{ "K5", "network-of-his-own", ANYBODY, own_network, "EPERM ENOSPC" },
	{ "K6", "port-of-the-machine", ANYBODY, take_machine_port, "EAFNOSUPPORT" },
	{ "K6", "events-of-the-kernel", ANYBODY, hear_events, "EAFNOSUPPORT" },
	{ "K6", "any-other-family", ANYBODY, find_family, "EAFNOSUPPORT" },
	{ "K6", "packets", ANYBODY, see_packets, "EAFNOSUPPORT" },
	{ "K6", "packets-by-type", ANYBODY, see_packets_by_type, "EAFNOSUPPORT" },
	{ "K6", "socketcall", ANYBODY, call_by_memory, "ENOSYS" },
	{ "K7", "copies-of-mounts", ANYBODY, copy_mounts, "EPERM ENOSPC" },
	{ "K8", "aio", ANYBODY, take_aio, "ENOSYS" },
	{ NULL, NULL, 0, NULL, NULL },
};
