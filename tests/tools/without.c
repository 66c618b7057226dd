/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Runs a program for which, and for all that it starts, a system call does not exist: what old
 * kernels and some sandboxes look like. personality(2) is there, but does nothing: behind
 * `setarch --uname-2.6` the kernel stays a 2.6 to everybody, whoever wants to be rid of that.
 * usage: without CALL PROGRAM [ARGUMENT...]
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

struct call {
	const char *name;
	unsigned int number;
	unsigned int error; /* or 0 for one that does nothing */
};

static const struct call calls[] = {
	{ "openat2", SYS_openat2, ENOSYS },
	{ "mount_setattr", SYS_mount_setattr, ENOSYS },
	{ "personality", SYS_personality, 0 },
};

static int take_away(const struct call *call)
{
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call->number, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | call->error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog filter = {
		.len = sizeof(program) / sizeof(program[0]),
		.filter = program,
	};

	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) < 0)
		return -1;
	/* The proof that the filter works comes before anything that relies on it. */
	errno = 0;
	return syscall((long)call->number, -1, "", NULL, 0, 0) == (call->error == 0 ? 0 : -1) &&
			       errno == (int)call->error
		       ? 0
		       : -1;
}

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 2 && i < sizeof(calls) / sizeof(calls[0]); i++) {
		if (strcmp(argv[1], calls[i].name) != 0)
			continue;
		if (take_away(&calls[i]) < 0) {
			fprintf(stderr, "without: %s is still there\n", argv[1]);
			return 2;
		}
		(void)execvp(argv[2], argv + 2);
		perror(argv[2]);
		return 127;
	}
	fputs("usage: without CALL PROGRAM [ARGUMENT...]\n", stderr);
	return 2;
}
