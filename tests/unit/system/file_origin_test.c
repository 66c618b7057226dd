/* SPDX-License-Identifier: BSD-3-Clause */
/* Who says whose a file is; FUSE itself is asked for in tests/module/bad_rootfs.bats. */
#include "system/file_origin.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "fixture.h"
#include "shared/cleanup.h"
#include "system/report.h"

#define FILE_PATH FIXTURE_DIRECTORY "/file"
#define LABEL	  "system_u:object_r:secret_t:s0"

static void a_file_system_of_the_kernel_is_one(void **state)
{
	struct report report = { .socket_fd = NO_FD };
	int fd = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);

	(void)state;
	check_number(file_origin_check(fd, "this", &report), 0);
	check_number(report.error_count, 0);
	(void)close(fd);
}

static void what_can_not_be_told_is_none(void **state)
{
	struct report report = { .socket_fd = NO_FD };

	(void)state;
	check_number(file_origin_check(NO_FD, "this", &report), -EBADF);
	assert_string_equal(report.text, "this is on a file system that can not be looked at: "
					 "Bad file descriptor");
}

/* As SELinux does it: the file may be opened, and its file system not be looked at. */
static void calls_deny(unsigned int one, unsigned int other)
{
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, one, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, other, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = { .len = ARRAY_SIZE(program), .filter = program };

	check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	check(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) == 0);
}

static void denied_begin(int *ret_fd)
{
	file_make(FILE_PATH, "", 0644);
	*ret_fd = open(FILE_PATH, O_PATH | O_CLOEXEC);
}

/* The list of mounts tells, too. */
static void a_file_system_that_is_not_shown_is_looked_up(void)
{
	struct report report = { .socket_fd = NO_FD };
	int fd;

	denied_begin(&fd);
	calls_deny(SYS_fstatfs, SYS_fstatfs);
	check_number(file_origin_check(fd, "this", &report), 0);
}

static void a_refusal_names_error_and_label(void)
{
	struct report report = { .socket_fd = NO_FD };
	int fd;

	denied_begin(&fd);
	calls_deny(SYS_fstatfs, SYS_statx);
	check(setxattr(FILE_PATH, "security.selinux", LABEL, sizeof(LABEL), 0) == 0);
	check_number(file_origin_check(fd, "this", &report), -EACCES);
	check_text(report.text, "this is on a file system that can not be looked at, its label is "
				"'" LABEL "': Permission denied");
}

static void a_refusal_without_a_label_names_none(void)
{
	struct report report = { .socket_fd = NO_FD };
	int fd;

	denied_begin(&fd);
	calls_deny(SYS_fstatfs, SYS_statx);
	(void)removexattr(FILE_PATH, "security.selinux");
	check_number(file_origin_check(fd, "this", &report), -EACCES);
	check_text(report.text,
		   "this is on a file system that can not be looked at: Permission denied");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(a_file_system_of_the_kernel_is_one),
		fixture_test(what_can_not_be_told_is_none),
		fixture_test(a_file_system_that_is_not_shown_is_looked_up),
		fixture_test(a_refusal_names_error_and_label),
		fixture_test(a_refusal_without_a_label_names_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
