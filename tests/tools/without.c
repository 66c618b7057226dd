/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Runs a program for which, and for all that it starts, openat2(2) does not exist: what old kernels
 * and some sandboxes look like.
 * usage: no_openat2 PROGRAM [ARGUMENT...]
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog filter = {
		.len = sizeof(program) / sizeof(program[0]),
		.filter = program,
	};

	if (argc < 2) {
		fputs("usage: no_openat2 PROGRAM [ARGUMENT...]\n", stderr);
		return 2;
	}
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) < 0) {
		perror("no_openat2: seccomp");
		return 2;
	}
	/* The proof that the filter works comes before anything that relies on it. */
	if (syscall(SYS_openat2, -1, "", NULL, 0) != -1 || errno != ENOSYS) {
		fputs("no_openat2: openat2 is still there\n", stderr);
		return 2;
	}
	(void)execvp(argv[1], argv + 1);
	perror(argv[1]);
	return 127;
}
