/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Families of sockets: what the filters answer on each ABI, found by running them as the kernel
 * does (seccomp(2)), so that it does not matter which families this machine's kernel has; then a
 * few real calls in a child with the filter. Needs root.
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "jail/filter.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "shared/request.h"

#define X32	   0x40000000U
#define HIGH	   (1ULL << 40) /* what the kernel does not look at */
#define FAMILY_MAX 70		/* there are fewer */
#define GOES_ON	   0

struct abi {
	const char *name;
	uint32_t architecture;
	unsigned int socket, pair, call;
};

/* arch/x86/entry/syscalls */
static const struct abi abis[] = {
	{ "x86-64", AUDIT_ARCH_X86_64, 41, 53, 0 },
	{ "i386", AUDIT_ARCH_I386, 359, 360, 102 },
};

static const struct jail_plan none = { .network = NETWORK_NONE };
static const struct jail_plan none_nested = { .network = NETWORK_NONE,
					      .has_nested_namespaces = true };
static const struct jail_plan veth = { .network = NETWORK_VETH };
static const struct jail_plan user = { .network = NETWORK_USER };
static const struct jail_plan netns = { .network = NETWORK_NETNS };
static const struct jail_plan host = { .network = NETWORK_HOST };
static const struct jail_plan private_none = { .has_user_namespace = true,
					       .network_owner = NETWORK_OWNER_TENANT };
static const struct jail_plan private_of_host = { .has_user_namespace = true };
static const struct jail_plan private_veth = { .has_user_namespace = true,
					       .network_owner = NETWORK_OWNER_TENANT,
					       .network = NETWORK_VETH };
static const struct jail_plan private_user = { .has_user_namespace = true,
					       .has_nested_namespaces = true,
					       .network_owner = NETWORK_OWNER_TENANT,
					       .network = NETWORK_USER };
static const struct jail_plan private_netns = { .has_user_namespace = true,
						.network = NETWORK_NETNS };
static const struct jail_plan private_host = { .has_user_namespace = true,
					       .network = NETWORK_HOST };
static const struct jail_plan off = { .filter = FILTER_OFF };

static const struct {
	const struct jail_plan *plan;
	bool has_packet;
} jails[] = {
	{ &none, false },	   { &none_nested, false },
	{ &veth, false },	   { &user, false },
	{ &netns, false },	   { &private_none, true },
	{ &private_veth, true },   { &private_user, true },
	{ &private_netns, false }, { &private_of_host, false },
};

static uint32_t jump_taken(const struct sock_filter *line, uint32_t value)
{
	switch (BPF_OP(line->code)) {
	case BPF_JA:
		return line->k;
	case BPF_JEQ:
		return value == line->k ? line->jt : line->jf;
	case BPF_JGT:
		return value > line->k ? line->jt : line->jf;
	case BPF_JGE:
		return value >= line->k ? line->jt : line->jf;
	case BPF_JSET:
		return (value & line->k) != 0 ? line->jt : line->jf;
	default:
		fail_msg("jump %x", line->code);
		return 0;
	}
}

/* What a filter returns (SECCOMP_RET_*). */
static uint32_t run(const struct sock_filter *program, size_t count,
		    const struct seccomp_data *data)
{
	uint32_t value = 0;

	for (size_t i = 0; i < count; i++) {
		const struct sock_filter *line = &program[i];

		if (line->code == (BPF_LD | BPF_W | BPF_ABS)) {
			assert_true(line->k <= sizeof(*data) - sizeof(value));
			memcpy(&value, (const char *)data + line->k, sizeof(value));
		} else if (line->code == (BPF_ALU | BPF_AND | BPF_K)) {
			value &= line->k;
		} else if (BPF_CLASS(line->code) == BPF_JMP) {
			i += jump_taken(line, value);
		} else if (line->code == (BPF_RET | BPF_K)) {
			return line->k;
		} else {
			fail_msg("instruction %x", line->code);
		}
	}
	fail_msg("a filter without an end");
	return 0;
}

/* The errno that a call is refused with, or GOES_ON. */
static int answer(const struct jail_plan *plan, uint32_t architecture, unsigned int number,
		  const uint64_t arguments[3])
{
	struct verdict verdict = { 0 };
	struct sock_filter program[FILTER_MAX];
	struct seccomp_data data = { .nr = (int)number, .arch = architecture };
	uint32_t action;

	memcpy(data.args, arguments, 3 * sizeof(arguments[0]));
	filter_choose(&verdict, plan);
	memcpy(program, verdict.filter, sizeof(program));
	action = run(program, verdict.filter_count, &data);
	if (action == SECCOMP_RET_ALLOW)
		return GOES_ON;
	assert_int_equal(action & SECCOMP_RET_ACTION_FULL, SECCOMP_RET_ERRNO);
	return (int)(action & SECCOMP_RET_DATA);
}

static int answer_to(const struct jail_plan *plan, const struct abi *abi, bool is_pair,
		     uint64_t family, uint64_t type, uint64_t protocol)
{
	const uint64_t arguments[3] = { family, type, protocol };

	return answer(plan, abi->architecture, is_pair ? abi->pair : abi->socket, arguments);
}

static bool is_allowed(uint64_t family, bool has_packet)
{
	return family == AF_UNIX || family == AF_INET || family == AF_INET6 ||
	       family == AF_NETLINK || (family == AF_PACKET && has_packet);
}

static void expect_family(size_t jail, const struct abi *abi, uint64_t family, uint32_t seen)
{
	int expected = is_allowed(seen, jails[jail].has_packet) ? GOES_ON : EAFNOSUPPORT;

	for (int is_pair = 0; is_pair < 2; is_pair++) {
		int found = answer_to(jails[jail].plan, abi, is_pair, family, SOCK_STREAM, 0);

		if (found != expected)
			fail_msg("jail %zu, %s, pair %d, family %llx: %d, not %d", jail, abi->name,
				 is_pair, (unsigned long long)family, found, expected);
	}
}

static void a_few_families_are_there_on_every_abi(void **state)
{
	static const uint32_t odd[] = { UINT32_MAX, 0x80000001U, 0x10001U, 0x101U, 256U };

	(void)state;
	for (size_t jail = 0; jail < ARRAY_SIZE(jails); jail++)
		for (size_t abi = 0; abi < ARRAY_SIZE(abis); abi++) {
			for (uint32_t family = 0; family < FAMILY_MAX; family++)
				expect_family(jail, &abis[abi], family, family);
			for (size_t i = 0; i < ARRAY_SIZE(odd); i++)
				expect_family(jail, &abis[abi], odd[i], odd[i]);
		}
}

/* Neither to get one that is refused, nor so that one that is allowed is refused. */
static void high_halves_do_not_count(void **state)
{
	(void)state;
	for (uint32_t family = 0; family < FAMILY_MAX; family++)
		expect_family(0, &abis[0], HIGH | family, family);
	assert_int_equal(answer_to(&none, &abis[0], false, HIGH | AF_NETLINK, SOCK_RAW,
				   HIGH | NETLINK_KOBJECT_UEVENT),
			 EAFNOSUPPORT);
	assert_int_equal(answer_to(&none, &abis[0], false, AF_INET, HIGH | SOCK_PACKET, 3),
			 EAFNOSUPPORT);
}

static void events_of_the_kernel_are_nobody_s(void **state)
{
	(void)state;
	for (size_t jail = 0; jail < ARRAY_SIZE(jails); jail++)
		for (size_t abi = 0; abi < ARRAY_SIZE(abis); abi++)
			for (uint64_t protocol = 0; protocol < 32; protocol++)
				assert_int_equal(answer_to(jails[jail].plan, &abis[abi], false,
							   AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC,
							   protocol),
						 protocol == NETLINK_KOBJECT_UEVENT ? EAFNOSUPPORT
										    : GOES_ON);
}

/* packet(7): the kernel makes one of it. */
static void packet_sockets_have_no_second_name(void **state)
{
	(void)state;
	for (size_t jail = 0; jail < ARRAY_SIZE(jails); jail++)
		for (size_t abi = 0; abi < ARRAY_SIZE(abis); abi++) {
			assert_int_equal(answer_to(jails[jail].plan, &abis[abi], false, AF_INET,
						   SOCK_PACKET | SOCK_NONBLOCK, 0x0300),
					 jails[jail].has_packet ? GOES_ON : EAFNOSUPPORT);
			assert_int_equal(answer_to(jails[jail].plan, &abis[abi], false, AF_INET,
						   SOCK_RAW, 1),
					 GOES_ON);
		}
}

static void a_call_whose_arguments_no_filter_sees_is_unknown(void **state)
{
	const uint64_t arguments[3] = { 1 };

	(void)state;
	for (size_t jail = 0; jail < ARRAY_SIZE(jails); jail++) {
		assert_int_equal(
			answer(jails[jail].plan, abis[1].architecture, abis[1].call, arguments),
			ENOSYS);
		for (size_t abi = 0; abi < ARRAY_SIZE(abis); abi++) {
			assert_int_equal(answer(jails[jail].plan, abis[0].architecture,
						abis[abi].socket | X32, arguments),
					 ENOSYS);
			assert_int_equal(answer(jails[jail].plan, AUDIT_ARCH_ARM, abis[abi].socket,
						arguments),
					 ENOSYS);
		}
	}
}

/* The host's network is the administrator's to give. */
static void with_the_host_s_network_families_are_the_host_s(void **state)
{
	const struct jail_plan *const plans[] = { &host, &private_host };
	const uint64_t arguments[3] = { 1 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(plans); i++)
		for (size_t abi = 0; abi < ARRAY_SIZE(abis); abi++) {
			for (uint64_t family = 0; family < FAMILY_MAX; family++)
				assert_int_equal(answer_to(plans[i], &abis[abi], false, family,
							   SOCK_RAW, NETLINK_KOBJECT_UEVENT),
						 GOES_ON);
			if (abis[abi].call != 0)
				assert_int_equal(answer(plans[i], abis[abi].architecture,
							abis[abi].call, arguments),
						 GOES_ON);
		}
}

/* Of other calls with the same arguments, or other numbers, nothing is refused. */
static void other_calls_go_on(void **state)
{
	static const unsigned int numbers[] = { SYS_read, SYS_connect, SYS_bind, SYS_accept4,
						SYS_getpid };
	const uint64_t arguments[3] = { AF_VSOCK, SOCK_STREAM, 0 };

	(void)state;
	for (size_t jail = 0; jail < ARRAY_SIZE(jails); jail++)
		for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
			assert_int_equal(
				answer(jails[jail].plan, AUDIT_ARCH_X86_64, numbers[i], arguments),
				GOES_ON);
}

static long call_i386(long number, long family, long type, long protocol)
{
	long result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(number), "b"(family), "c"(type), "d"(protocol)
			 : "memory", "r8", "r9", "r10", "r11");
	return result;
}

/* A real call in a child: its errno, or 0 for a socket. */
static int real(const struct jail_plan *plan, bool is_i386, const long arguments[3])
{
	struct verdict verdict = { 0 };
	struct sock_filter program[FILTER_MAX];
	struct sock_fprog filter = { .filter = program };
	pid_t pid = fork();
	int status = 0;
	long result;

	if (pid != 0) {
		assert_int_equal(waitpid(pid, &status, 0), pid);
		return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	}
	filter_choose(&verdict, plan);
	memcpy(program, verdict.filter, sizeof(program));
	filter.len = (unsigned short)verdict.filter_count;
	if (filter.len != 0 && (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
				syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) < 0))
		_exit(255);
	if (is_i386)
		result = call_i386(abis[1].socket, arguments[0], arguments[1], arguments[2]);
	else if ((result = socket((int)arguments[0], (int)arguments[1], (int)arguments[2])) < 0)
		result = -errno;
	_exit(result < 0 ? (int)-result : 0);
}

/* Each succeeds without the filter, but for families that this kernel does not have. */
static void the_kernel_takes_the_answers(void **state)
{
	static const struct {
		long arguments[3];
		int plain, private;
	} probes[] = {
		{ { AF_UNIX, SOCK_STREAM, 0 }, 0, 0 },
		{ { AF_INET, SOCK_STREAM, 0 }, 0, 0 },
		{ { AF_INET, SOCK_RAW, 1 }, 0, 0 },
		{ { AF_NETLINK, SOCK_RAW, NETLINK_ROUTE }, 0, 0 },
		{ { AF_NETLINK, SOCK_RAW, NETLINK_KOBJECT_UEVENT }, EAFNOSUPPORT, EAFNOSUPPORT },
		{ { AF_PACKET, SOCK_RAW, 0 }, EAFNOSUPPORT, 0 },
		{ { AF_INET, SOCK_PACKET, 0 }, EAFNOSUPPORT, 0 },
		{ { AF_VSOCK, SOCK_STREAM, 0 }, EAFNOSUPPORT, EAFNOSUPPORT },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(probes); i++)
		for (int is_i386 = 0; is_i386 < 2; is_i386++) {
			int without = real(&off, is_i386, probes[i].arguments);

			if (without != EAFNOSUPPORT)
				assert_int_equal(without, 0);
			assert_int_equal(real(&none, is_i386, probes[i].arguments),
					 without == 0 ? probes[i].plain : without);
			assert_int_equal(real(&private_none, is_i386, probes[i].arguments),
					 without == 0 ? probes[i].private : without);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_few_families_are_there_on_every_abi),
		cmocka_unit_test(high_halves_do_not_count),
		cmocka_unit_test(events_of_the_kernel_are_nobody_s),
		cmocka_unit_test(packet_sockets_have_no_second_name),
		cmocka_unit_test(a_call_whose_arguments_no_filter_sees_is_unknown),
		cmocka_unit_test(with_the_host_s_network_families_are_the_host_s),
		cmocka_unit_test(other_calls_go_on),
		cmocka_unit_test(the_kernel_takes_the_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
