/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Makes the filters of system calls (seccomp(2)) with libseccomp, while the program is built: each
 * login takes two of them, one behind the other, as they are. Standard output is C, arrays of BPF:
 * for the families of sockets with packet sockets and without, and for each trust mode with nested
 * namespaces and without. It must never: depend on the machine it runs on but for its ABI.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>

#include "filter_make/families.h"
#include "shared/cleanup.h"

/* When a rule holds. */
enum filter_when {
	WHEN_ALWAYS,
	WHEN_PLAIN,	 /* without a user namespace: the tenant has no root of his own */
	WHEN_NOT_NESTED, /* nested_namespaces = no */
	WHEN_PLAIN_NOT_NESTED,
};

struct filter_kind {
	const char *name;
	bool has_user_namespace, has_nested_namespaces;
};

static const struct filter_kind kinds[] = {
	{ "filter_plain", false, false },
	{ "filter_plain_nested", false, true },
	{ "filter_private", true, false },
	{ "filter_private_nested", true, true },
};

struct filter_rule {
	int syscall;
	int error;
	enum filter_when when;
	/* If mask is not 0: only if the low half of this argument has these bits, or this value. */
	unsigned int argument;
	uint64_t mask, value;
};

#define DENY(name, when)                             \
	{                                            \
		SCMP_SYS(name), EPERM, when, 0, 0, 0 \
	}
#define DENY_AS(name, error)                                \
	{                                                   \
		SCMP_SYS(name), error, WHEN_ALWAYS, 0, 0, 0 \
	}
#define DENY_FLAG(name, flag)                                         \
	{                                                             \
		SCMP_SYS(name), EPERM, WHEN_NOT_NESTED, 0, flag, flag \
	}
#define DENY_FLAG_OF(name, argument, flag)                                   \
	{                                                                    \
		SCMP_SYS(name), EPERM, WHEN_NOT_NESTED, argument, flag, flag \
	}
#define DENY_IOCTL(command)                                                  \
	{                                                                    \
		SCMP_SYS(ioctl), EPERM, WHEN_ALWAYS, 1, 0xffffffffU, command \
	}

/*
 * clone3 hides its flags in memory where no filter sees them; ENOSYS makes libc take clone, whose
 * flags are seen. An ioctl's command is compared in its low half: the kernel looks at no more, and
 * a full comparison would be passed by with a bit set above it.
 */
static const struct filter_rule rules[] = {
	/* Code and state of the kernel itself. */
	DENY(init_module, WHEN_ALWAYS),
	DENY(finit_module, WHEN_ALWAYS),
	DENY(delete_module, WHEN_ALWAYS),
	DENY(kexec_load, WHEN_ALWAYS),
	DENY(kexec_file_load, WHEN_ALWAYS),
	DENY(bpf, WHEN_ALWAYS),
	DENY(perf_event_open, WHEN_ALWAYS),
	DENY(userfaultfd, WHEN_ALWAYS),
	DENY(io_uring_setup, WHEN_ALWAYS),
	DENY(io_uring_enter, WHEN_ALWAYS),
	DENY(io_uring_register, WHEN_ALWAYS),
	DENY(acct, WHEN_ALWAYS),
	DENY(swapon, WHEN_ALWAYS),
	DENY(swapoff, WHEN_ALWAYS),
	DENY(reboot, WHEN_ALWAYS),
	DENY(settimeofday, WHEN_ALWAYS),
	DENY(clock_settime, WHEN_ALWAYS),
	DENY(clock_settime64, WHEN_ALWAYS),
	DENY(stime, WHEN_ALWAYS),
	DENY(iopl, WHEN_ALWAYS),
	DENY(ioperm, WHEN_ALWAYS),
	DENY(lookup_dcookie, WHEN_ALWAYS),
	DENY(nfsservctl, WHEN_ALWAYS),
	DENY(vm86, WHEN_ALWAYS),
	DENY(vm86old, WHEN_ALWAYS),
	DENY(uselib, WHEN_ALWAYS),
	DENY(_sysctl, WHEN_ALWAYS),
	/*
	 * Keyrings are counted by the real uid, and reach beyond namespaces. ENOSYS, as a kernel
	 * without them has it: container runtimes go on then.
	 */
	DENY_AS(keyctl, ENOSYS),
	DENY_AS(add_key, ENOSYS),
	DENY_AS(request_key, ENOSYS),
	/* Of its own events the whole machine has fs.aio-max-nr; programs do without. */
	DENY_AS(io_setup, ENOSYS),
	/* Files by handle, past every mount. */
	DENY(open_by_handle_at, WHEN_ALWAYS),
	/* Characters into somebody else's terminal. */
	DENY_IOCTL(TIOCSTI),
	DENY_IOCTL(TIOCLINUX),
	/*
	 * Namespaces: where there are no new ones, there are no mounts either. Into one of a named
	 * kind the caller itself must go, back to its own, and its other modules may unmount what
	 * is theirs.
	 */
	{ SCMP_SYS(clone3), ENOSYS, WHEN_NOT_NESTED, 0, 0, 0 },
	DENY_FLAG(clone, CLONE_NEWUSER),
	DENY_FLAG(unshare, CLONE_NEWUSER),
	DENY_FLAG_OF(setns, 1, CLONE_NEWUSER),
	{ SCMP_SYS(setns), EPERM, WHEN_NOT_NESTED, 1, 0xffffffffU, 0 },
	DENY(mount, WHEN_PLAIN_NOT_NESTED),
	DENY(pivot_root, WHEN_PLAIN_NOT_NESTED),
	DENY(fsopen, WHEN_PLAIN_NOT_NESTED),
	DENY(fspick, WHEN_PLAIN_NOT_NESTED),
	DENY(fsconfig, WHEN_PLAIN_NOT_NESTED),
	DENY(fsmount, WHEN_PLAIN_NOT_NESTED),
	DENY(open_tree, WHEN_PLAIN_NOT_NESTED),
	DENY(move_mount, WHEN_PLAIN_NOT_NESTED),
	DENY(quotactl, WHEN_PLAIN),
};

/*
 * System calls that libseccomp 2.5.1 has no name for, the lowest number first. Since 424 they have
 * one number on all ABIs. Programs that look at mounts go back to /proc/self/mountinfo where the
 * kernel has no call for it.
 */
static const struct newer_rule {
	unsigned int number;
	int error;
	enum filter_when when;
} newer_rules[] = {
	{ 442 /* mount_setattr */, EPERM, WHEN_PLAIN_NOT_NESTED },
	{ 443 /* quotactl_fd */, EPERM, WHEN_PLAIN },
	{ 457 /* statmount */, ENOSYS, WHEN_PLAIN_NOT_NESTED },
	{ 458 /* listmount */, ENOSYS, WHEN_PLAIN_NOT_NESTED },
	{ 467 /* open_tree_attr */, EPERM, WHEN_PLAIN_NOT_NESTED },
};

static bool is_wanted(enum filter_when when, const struct filter_kind *kind)
{
	bool is_plain = !kind->has_user_namespace;
	bool is_not_nested = !kind->has_nested_namespaces;
	const bool answers[] = {
		[WHEN_ALWAYS] = true,
		[WHEN_PLAIN] = is_plain,
		[WHEN_NOT_NESTED] = is_not_nested,
		[WHEN_PLAIN_NOT_NESTED] = is_plain && is_not_nested,
	};

	return answers[when];
}

static int rule_add(scmp_filter_ctx context, const struct filter_rule *rule)
{
	uint32_t action = SCMP_ACT_ERRNO((uint32_t)rule->error);
	struct scmp_arg_cmp match = { .arg = rule->argument,
				      .op = SCMP_CMP_MASKED_EQ,
				      .datum_a = rule->mask,
				      .datum_b = rule->value };

	return seccomp_rule_add_array(context, action, rule->syscall, rule->mask != 0 ? 1 : 0,
				      &match);
}

/* Where 32-bit programs can run, they can make system calls, too. */
static void architectures_find(uint32_t ret_architectures[2])
{
	static const uint32_t machines[][2] = {
		{ SCMP_ARCH_X86_64, SCMP_ARCH_X86 },
		{ SCMP_ARCH_AARCH64, SCMP_ARCH_ARM },
	};

	ret_architectures[0] = ret_architectures[1] = seccomp_arch_native();
	for (size_t i = 0; i < ARRAY_SIZE(machines); i++)
		if (machines[i][0] == ret_architectures[0])
			ret_architectures[1] = machines[i][1];
}

static int architectures_add(scmp_filter_ctx context)
{
	uint32_t architectures[2];

	architectures_find(architectures);
	return architectures[1] == architectures[0] ? 0
						    : seccomp_arch_add(context, architectures[1]);
}

/*
 * no_new_privs is the plan's to set, not libseccomp's. Of every other ABI there is no system call
 * at all; that of x32, which few kernels have, would make the program half as long again.
 */
static int context_fill(scmp_filter_ctx context, const struct filter_kind *kind)
{
	int error = seccomp_attr_set(context, SCMP_FLTATR_CTL_NNP, 0);

	if (error == 0)
		error = seccomp_attr_set(context, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	if (error == 0)
		error = seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(ENOSYS));
	if (error == 0)
		error = architectures_add(context);
	for (size_t i = 0; error == 0 && i < ARRAY_SIZE(rules); i++)
		if (is_wanted(rules[i].when, kind))
			error = rule_add(context, &rules[i]);
	return error;
}

/* libseccomp writes to descriptors only. */
static int program_read(scmp_filter_ctx context, struct sock_filter *program, size_t max)
{
	_cleanup_fclose_ FILE *file = tmpfile();
	int error;

	if (file == NULL)
		return -errno;
	error = seccomp_export_bpf(context, fileno(file));
	if (error < 0)
		return error;
	rewind(file);
	return (int)fread(program, sizeof(*program), max, file);
}

static void program_print(const char *name, const struct sock_filter *program, int count)
{
	(void)printf("static const struct sock_filter %s[] = {\n", name);
	for (int i = 0; i < count; i++)
		(void)printf("	{ 0x%x, %u, %u, 0x%x },\n", program[i].code, program[i].jt,
			     program[i].jf, program[i].k);
	(void)printf("};\n\n");
}

/*
 * Jumps lead forward only, so what comes first needs no place in the program behind it. Nearly all
 * numbers are lower than these: for them it is one comparison. Returns how many instructions it is.
 */
static int newer_rules_write(struct sock_filter *program, const struct filter_kind *kind)
{
	const int head = 2;
	int count = head;

	for (size_t i = 0; i < ARRAY_SIZE(newer_rules); i++) {
		uint32_t action = SECCOMP_RET_ERRNO | (uint32_t)newer_rules[i].error;

		if (!is_wanted(newer_rules[i].when, kind))
			continue;
		program[count++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
								newer_rules[i].number, 0, 1);
		program[count++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action);
	}
	program[0] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
						  offsetof(struct seccomp_data, nr));
	program[1] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, newer_rules[0].number,
						  0, (uint8_t)(count - head));
	return count > head ? count : 0;
}

static int kind_make(const struct filter_kind *kind)
{
	struct sock_filter program[BPF_MAXINSNS] = { 0 };
	scmp_filter_ctx context = seccomp_init(SCMP_ACT_ALLOW);
	int first = newer_rules_write(program, kind);
	int error, count;

	if (context == NULL)
		return -ENOMEM;
	error = context_fill(context, kind);
	count = error < 0 ? error
			  : program_read(context, program + first, BPF_MAXINSNS - (size_t)first);
	seccomp_release(context);
	if (count <= 0)
		return count < 0 ? count : -EIO;
	program_print(kind->name, program, first + count);
	return 0;
}

static void families_make(const char *name, bool has_packet)
{
	struct sock_filter program[FAMILIES_COUNT];
	uint32_t architectures[2];

	architectures_find(architectures);
	families_write(program, has_packet, architectures);
	program_print(name, program, FAMILIES_COUNT);
}

int main(void)
{
	int error = 0;

	(void)puts("/* Made by helper/filter_make; not to be changed by hand. */");
	(void)puts("#include <linux/filter.h>\n");
	families_make("filter_families", false);
	families_make("filter_families_packet", true);
	for (size_t i = 0; error == 0 && i < ARRAY_SIZE(kinds); i++)
		error = kind_make(&kinds[i]);
	if (error < 0)
		(void)fprintf(stderr, "filter_make: %s\n", strerror(-error));
	return error < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
