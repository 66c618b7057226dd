/* SPDX-License-Identifier: BSD-3-Clause */
/* Class D: capabilities, groups, no_new_privs, the filter on other ABIs. */
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/keyctl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probe.h"

static long capability_sets(struct __user_cap_data_struct *sets)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };

	return syscall(SYS_capget, &header, sets);
}

static long have_capabilities(void)
{
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];

	if (capability_sets(sets) < 0)
		return -1;
	for (size_t i = 0; i < _LINUX_CAPABILITY_U32S_3; i++)
		if ((sets[i].permitted | sets[i].effective) != 0)
			return 0;
	return refuse(EPERM);
}

/* The control brings one along, as a caller may that was started with it. */
static long inherit_capabilities(void)
{
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
	unsigned int capability = 0;
	int is_ambient;

	if (capability_sets(sets) < 0)
		return -1;
	if ((sets[0].inheritable | sets[1].inheritable) != 0)
		return 0;
	while ((is_ambient = prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, capability++, 0, 0)) == 0)
		continue;
	return is_ambient > 0 ? 0 : refuse(EPERM);
}

/* Up to the last that this kernel knows, which may be more than the headers do. */
static long have_bounding_set(void)
{
	int is_there;

	for (int capability = 0; (is_there = prctl(PR_CAPBSET_READ, capability, 0, 0, 0)) >= 0;
	     capability++)
		if (is_there > 0)
			return 0;
	return refuse(EPERM);
}

static long take_group(void)
{
	const gid_t group = 0;

	return setgroups(1, &group);
}

static long raw_socket(void)
{
	return socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP);
}

static long packet_socket(void)
{
	return socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
}

static long new_privileges(void)
{
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0 ? 0 : refuse(EPERM);
}

#ifdef __x86_64__
static long keyctl_32(void)
{
	int32_t result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(288), "b"(KEYCTL_GET_KEYRING_ID), "c"(KEY_SPEC_PROCESS_KEYRING),
			   "d"(1)
			 : "memory", "r8", "r9", "r10", "r11");
	return result < 0 ? refuse(-result) : result;
}
#else
static long keyctl_32(void)
{
	return refuse(NOT_HERE);
}
#endif

static long keyctl_x32(void)
{
	if (syscall(0x40000000 | SYS_getpid) < 0)
		return refuse(NOT_HERE);
	return syscall(0x40000000 | SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_PROCESS_KEYRING, 1);
}

const struct probe privilege_probes[] = {
	{ "D1", "capabilities", NOT_A_ROOT, have_capabilities, "EPERM" },
	{ "D1", "inherited-capabilities", ANYBODY, inherit_capabilities, "EPERM" },
	{ "D3", "bounding-set", PLAIN | PLAIN_ROOT, have_bounding_set, "EPERM" },
	{ "D5", "take-group-0", NOT_A_ROOT, take_group, "EPERM" },
	{ "D7", "raw-socket", ANYBODY, raw_socket, "EPERM" },
	{ "D7", "packet-socket", ANYBODY, packet_socket, "EAFNOSUPPORT" },
	{ "D8", "new-privileges", PLAIN | PLAIN_ROOT, new_privileges, "EPERM" },
	{ "D9", "keyctl-32", ANYBODY, keyctl_32, "ENOSYS" },
	{ "D9", "keyctl-x32", ANYBODY, keyctl_x32, "EPERM" },
	{ NULL, NULL, 0, NULL, NULL },
};
