/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The filters, installed in a child as root and tried with arguments that do nothing: what is
 * denied says EPERM with the filter and something else without it, on each ABI. Needs root.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "jail/filter.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "shared/request.h"

#define BAD 0xfff /* an address that nothing is mapped at, and no descriptor */
#define X32 0x40000000

#define NONE -1

enum abi { ABI_NATIVE, ABI_I386, ABI_X32 };

struct probe {
	const char *name;
	long nr64, nr32; /* NONE: this ABI does not have it */
	long arguments[4];
};

/* Numbers of arch/x86/entry/syscalls; none of these calls gets past its first look. */
static const struct probe always[] = {
	{ "init_module", SYS_init_module, 128, { BAD, 1, BAD } },
	{ "finit_module", SYS_finit_module, 350, { BAD, BAD, 0 } },
	{ "delete_module", SYS_delete_module, 129, { BAD, 0 } },
	{ "kexec_load", SYS_kexec_load, 283, { 0, 1, BAD, 0xff00 } },
	{ "kexec_file_load", SYS_kexec_file_load, NONE, { BAD, BAD, 0, BAD } },
	{ "iopl", SYS_iopl, 110, { BAD } },
	{ "ioperm", SYS_ioperm, 101, { BAD << 20, 1, 1 } },
	{ "stime", NONE, 25, { BAD } },
	{ "clock_settime64", NONE, 404, { BAD, BAD } },
	{ "lookup_dcookie", SYS_lookup_dcookie, 253, { 0, BAD, 0 } },
	{ "uselib", NONE, 86, { BAD } },
	{ "vm86", NONE, 166, { BAD, BAD } },
	{ "vm86old", NONE, 113, { BAD } },
	{ "nfsservctl", SYS_nfsservctl, 169, { BAD, BAD, BAD } },
	{ "_sysctl", NONE, 149, { BAD } },
	{ "bpf", SYS_bpf, 357, { BAD, BAD, 8 } },
	{ "perf_event_open", SYS_perf_event_open, 336, { BAD, 0, 0, -1 } },
	{ "userfaultfd", SYS_userfaultfd, 374, { BAD } },
	{ "io_uring_setup", SYS_io_uring_setup, 425, { 0, BAD } },
	{ "io_uring_enter", SYS_io_uring_enter, 426, { BAD, 0, 0, 0 } },
	{ "io_uring_register", SYS_io_uring_register, 427, { BAD, 0, 0, 0 } },
	{ "acct", SYS_acct, 51, { BAD } },
	{ "swapon", SYS_swapon, 87, { BAD, 0 } },
	{ "swapoff", SYS_swapoff, 115, { BAD } },
	{ "reboot", SYS_reboot, 88, { 0, 0, 0, 0 } },
	{ "settimeofday", SYS_settimeofday, 79, { BAD, 0 } },
	{ "clock_settime", SYS_clock_settime, 264, { BAD, BAD } },
	{ "open_by_handle_at", SYS_open_by_handle_at, 342, { BAD, BAD, 0 } },
	{ "ioctl TIOCSTI", SYS_ioctl, 54, { BAD, TIOCSTI, BAD } },
	{ "ioctl TIOCLINUX", SYS_ioctl, 54, { BAD, TIOCLINUX, BAD } },
};

static const struct probe plain_only[] = {
	{ "mount", SYS_mount, 21, { BAD, BAD, BAD, 0 } },
	{ "pivot_root", SYS_pivot_root, 217, { BAD, BAD } },
	{ "fsopen", 430, 430, { BAD, 0 } },
	{ "fsconfig", 431, 431, { BAD, BAD, BAD, BAD } },
	{ "fspick", 433, 433, { BAD, BAD, BAD } },
	{ "quotactl", SYS_quotactl, 131, { BAD, BAD, BAD, BAD } },
	{ "quotactl_fd", 443, 443, { BAD, BAD, BAD, BAD } },
	{ "fsmount", 432, 432, { BAD, 0, 0 } },
	{ "open_tree", 428, 428, { BAD, BAD, 0 } },
	{ "move_mount", 429, 429, { BAD, BAD, BAD, BAD } },
	{ "mount_setattr", 442, 442, { BAD, BAD, 0, BAD } },
	{ "open_tree_attr", 467, 467, { BAD, BAD, 0, BAD } },
};

/* Invalid together with CLONE_NEWUSER, so that without a filter nothing is made. */
static const struct probe nesting[] = {
	{ "unshare", SYS_unshare, 310, { CLONE_NEWUSER | 0x1 } },
	{ "setns", SYS_setns, 346, { BAD, CLONE_NEWUSER } },
	{ "setns of any kind", SYS_setns, 346, { BAD, 0 } },
	{ "clone", SYS_clone, 120, { CLONE_NEWUSER | CLONE_FS, 0, 0, 0 } },
};

static long call_i386(const struct probe *probe)
{
	long result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(probe->nr32), "b"(probe->arguments[0]), "c"(probe->arguments[1]),
			   "d"(probe->arguments[2]), "S"(probe->arguments[3])
			 : "memory", "r8", "r9", "r10", "r11");
	return result < 0 ? -result : 0;
}

/* Most numbers of x32 are those of x86-64 with a bit; calls with pointers in memory have their own.
 */
static long x32_number(long nr64)
{
	return X32 | (nr64 == SYS_kexec_load ? 528 : nr64 == SYS_ioctl ? 514 : nr64);
}

/* The errno that a call ends with; 0 if it succeeds. */
static long call(const struct probe *probe, enum abi abi)
{
	const long *a = probe->arguments;

	if (abi == ABI_I386)
		return call_i386(probe);
	if (syscall(abi == ABI_X32 ? x32_number(probe->nr64) : probe->nr64, a[0], a[1], a[2], a[3],
		    0, 0) >= 0)
		return 0;
	return errno;
}

static bool is_kernel_since(int major, int minor)
{
	struct utsname kernel;
	int found[2] = { 0 };

	assert_int_equal(uname(&kernel), 0);
	/* NOLINTNEXTLINE(cert-err34-c): the kernel writes no number that does not fit */
	assert_int_equal(sscanf(kernel.release, "%d.%d", &found[0], &found[1]), 2);
	return found[0] > major || (found[0] == major && found[1] >= minor);
}

static void program_install(struct sock_filter *program, size_t count)
{
	struct sock_fprog filter = { .len = (unsigned short)count, .filter = program };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) < 0)
		_exit(255);
}

static void install(const struct jail_plan *plan)
{
	struct verdict verdict = { 0 };
	struct sock_filter program[FILTER_MAX];

	filter_choose(&verdict, plan);
	memcpy(program, verdict.filter, sizeof(program));
	program_install(program, verdict.filter_count);
}

/*
 * Few kernels have x32, and the others say ENOSYS whatever the filter says. Of two filters that
 * give an errno the later one's counts, so EXDEV is what that has let through.
 */
static void x32_catch(void)
{
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EXDEV),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};

	program_install(program, ARRAY_SIZE(program));
}

/* What a call ends with in a child, with a plan's filter or (NULL) without one. */
static int outcome(const struct probe *probe, enum abi abi, const struct jail_plan *plan)
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0) {
		if (abi == ABI_X32)
			x32_catch();
		if (plan != NULL)
			install(plan);
		_exit((int)call(probe, abi));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Of x32 nothing is left. */
static void expect_denied(const struct probe *probe, enum abi abi, const struct jail_plan *plan)
{
	int expected = abi == ABI_X32 ? ENOSYS : EPERM;
	int without, with;

	if ((abi == ABI_I386 ? probe->nr32 : probe->nr64) == NONE)
		return;
	without = outcome(probe, abi, NULL);
	with = outcome(probe, abi, plan);
	if (without == EPERM || with != expected)
		fail_msg("%s (ABI %d): %d without the filter, %d with it", probe->name, (int)abi,
			 without, with);
}

static void expect_all_denied(const struct probe *probes, size_t count,
			      const struct jail_plan *plan)
{
	for (size_t i = 0; i < count; i++) {
		expect_denied(&probes[i], ABI_NATIVE, plan);
		expect_denied(&probes[i], ABI_I386, plan);
		expect_denied(&probes[i], ABI_X32, plan);
	}
}

static void expect_all_let_through(const struct probe *probes, size_t count,
				   const struct jail_plan *plan)
{
	for (size_t i = 0; i < count; i++) {
		int without = outcome(&probes[i], ABI_NATIVE, NULL);
		int with = outcome(&probes[i], ABI_NATIVE, plan);

		if (with != without)
			fail_msg("%s: %d without the filter, %d with it", probes[i].name, without,
				 with);
	}
}

static const struct jail_plan plain = { .filter = FILTER_DEFAULT };
static const struct jail_plan plain_nested = { .has_nested_namespaces = true };
static const struct jail_plan private = { .has_user_namespace = true };
static const struct jail_plan private_nested = { .has_user_namespace = true,
						 .has_nested_namespaces = true };

static void plain_mode_denies_on_every_abi(void **state)
{
	(void)state;
	expect_all_denied(always, ARRAY_SIZE(always), &plain);
	expect_all_denied(plain_only, ARRAY_SIZE(plain_only), &plain);
	expect_all_denied(nesting, ARRAY_SIZE(nesting), &plain);
}

static void private_mode_lets_its_root_mount(void **state)
{
	(void)state;
	expect_all_denied(always, ARRAY_SIZE(always), &private);
	expect_all_denied(nesting, ARRAY_SIZE(nesting), &private);
	expect_all_let_through(plain_only, ARRAY_SIZE(plain_only), &private);
}

static void nested_namespaces_are_let_through_where_wanted(void **state)
{
	(void)state;
	expect_all_let_through(nesting, ARRAY_SIZE(nesting), &plain_nested);
	expect_all_let_through(nesting, ARRAY_SIZE(nesting), &private_nested);
	expect_all_denied(always, ARRAY_SIZE(always), &plain_nested);
	expect_all_denied(always, ARRAY_SIZE(always), &private_nested);
}

/* Bits above the 32 that the kernel looks at must not lead past the comparison. */
static void high_bits_of_an_ioctl_do_not_help(void **state)
{
	const struct probe probe = {
		"ioctl", SYS_ioctl, 54, { BAD, (long)(TIOCSTI | 1UL << 40), BAD }
	};

	(void)state;
	expect_denied(&probe, ABI_NATIVE, &plain);
}

/* As where the kernel has no keyrings and no aio: programs that can do without go on. */
static void keyrings_and_aio_are_unknown(void **state)
{
	static const struct probe keys[] = {
		{ "keyctl", SYS_keyctl, 288, { BAD, 0, 0, 0 } },
		{ "add_key", SYS_add_key, 286, { BAD, BAD, BAD, 0 } },
		{ "request_key", SYS_request_key, 287, { BAD, BAD, BAD, 0 } },
		{ "io_setup", SYS_io_setup, 245, { 1, BAD } },
	};
	const struct jail_plan *const plans[] = { &plain, &plain_nested, &private,
						  &private_nested };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		assert_int_not_equal(outcome(&keys[i], ABI_NATIVE, NULL), ENOSYS);
		for (size_t k = 0; k < ARRAY_SIZE(plans); k++)
			for (enum abi abi = ABI_NATIVE; abi <= ABI_X32; abi++)
				assert_int_equal(outcome(&keys[i], abi, plans[k]), ENOSYS);
	}
}

/* Where nobody can mount, the calls that tell of mounts are not there: the kernel's file does it.
 */
static void mounts_are_shown_by_proc_alone(void **state)
{
	static const struct probe shows[] = {
		{ "statmount", 457, 457, { BAD, BAD, BAD, BAD } },
		{ "listmount", 458, 458, { BAD, BAD, BAD, BAD } },
	};
	const struct jail_plan *const others[] = { &plain_nested, &private, &private_nested };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(shows); i++) {
		int without = outcome(&shows[i], ABI_NATIVE, NULL);

		for (enum abi abi = ABI_NATIVE; abi <= ABI_X32; abi++)
			assert_int_equal(outcome(&shows[i], abi, &plain), ENOSYS);
		for (size_t k = 0; k < ARRAY_SIZE(others); k++)
			assert_int_equal(outcome(&shows[i], ABI_NATIVE, others[k]), without);
		if (is_kernel_since(6, 8))
			assert_int_not_equal(without, ENOSYS);
	}
}

static void x32_is_unknown(void **state)
{
	static const struct probe probe = { "getpid", SYS_getpid, NONE, { 0 } };
	const struct jail_plan *const plans[] = { &plain, &plain_nested, &private,
						  &private_nested };

	(void)state;
	assert_int_equal(outcome(&probe, ABI_X32, NULL), EXDEV);
	for (size_t i = 0; i < ARRAY_SIZE(plans); i++)
		assert_int_equal(outcome(&probe, ABI_X32, plans[i]), ENOSYS);
}

static void clone3_is_unknown(void **state)
{
	const struct probe probe = { "clone3", SYS_clone3, 435, { BAD, 8 } };

	(void)state;
	assert_int_not_equal(outcome(&probe, ABI_NATIVE, NULL), ENOSYS);
	assert_int_equal(outcome(&probe, ABI_NATIVE, &plain), ENOSYS);
	assert_int_equal(outcome(&probe, ABI_I386, &plain), ENOSYS);
	assert_int_not_equal(outcome(&probe, ABI_NATIVE, &plain_nested), ENOSYS);
}

static void off_is_no_filter(void **state)
{
	const struct jail_plan off = { .filter = FILTER_OFF };
	struct verdict verdict = { .filter_count = 3 };

	(void)state;
	filter_choose(&verdict, &off);
	assert_int_equal(verdict.filter_count, 0);
}

static void ordinary_calls_go_on(void **state)
{
	static const struct probe ordinary[] = {
		{ "getpid", SYS_getpid, 20, { 0 } },
		{ "ioctl TCGETS", SYS_ioctl, 54, { BAD, TCGETS, BAD } },
		{ "ptrace", SYS_ptrace, 26, { BAD, BAD, 0, 0 } },
		{ "setuid", SYS_setuid, 213, { 0 } },
		{ "unshare", SYS_unshare, 310, { 0 } },
		{ "setns", SYS_setns, 346, { BAD, CLONE_NEWNS } },
		{ "umount2", SYS_umount2, 52, { BAD, 0 } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ordinary); i++) {
		assert_int_equal(outcome(&ordinary[i], ABI_NATIVE, &plain),
				 outcome(&ordinary[i], ABI_NATIVE, NULL));
		assert_int_equal(outcome(&ordinary[i], ABI_I386, &plain),
				 outcome(&ordinary[i], ABI_I386, NULL));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_mode_denies_on_every_abi),
		cmocka_unit_test(private_mode_lets_its_root_mount),
		cmocka_unit_test(nested_namespaces_are_let_through_where_wanted),
		cmocka_unit_test(high_bits_of_an_ioctl_do_not_help),
		cmocka_unit_test(keyrings_and_aio_are_unknown),
		cmocka_unit_test(mounts_are_shown_by_proc_alone),
		cmocka_unit_test(x32_is_unknown),
		cmocka_unit_test(clone3_is_unknown),
		cmocka_unit_test(off_is_no_filter),
		cmocka_unit_test(ordinary_calls_go_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
