/* SPDX-License-Identifier: BSD-3-Clause */
/* Kinds of file systems; FUSE itself is asked for in tests/module/bad_rootfs.bats. */
#include "system/file_system.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/magic.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "fixture.h"
#include "shared/cleanup.h"

#define FILE_PATH FIXTURE_DIRECTORY "/file"
#define LABEL	  "system_u:object_r:secret_t:s0"

static void a_file_system_of_the_kernel_is_one(void **state)
{
	struct report report = { .socket_fd = NO_FD };
	int fd = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);

	(void)state;
	check_number(file_system_check_kernels(fd, "this", &report), 0);
	check_number(report.error_count, 0);
	(void)close(fd);
}

static void what_can_not_be_told_is_none(void **state)
{
	struct report report = { .socket_fd = NO_FD };

	(void)state;
	check_number(file_system_check_kernels(NO_FD, "this", &report), -EBADF);
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
	check_number(file_system_check_kernels(fd, "this", &report), 0);
}

static void a_refusal_names_error_and_label(void)
{
	struct report report = { .socket_fd = NO_FD };
	int fd;

	denied_begin(&fd);
	calls_deny(SYS_fstatfs, SYS_statx);
	check(setxattr(FILE_PATH, "security.selinux", LABEL, sizeof(LABEL), 0) == 0);
	check_number(file_system_check_kernels(fd, "this", &report), -EACCES);
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
	check_number(file_system_check_kernels(fd, "this", &report), -EACCES);
	check_text(report.text,
		   "this is on a file system that can not be looked at: Permission denied");
}

/* Numbers, because this kernel need not have the types. What a server says of owners counts. */
static void kinds_without_owners_or_files_are_told_by_their_number(void **state)
{
	static const struct {
		long type;
		const char *fault;
	} rows[] = {
		{ MSDOS_SUPER_MAGIC, "is on a file system that keeps no owners" },
		{ EXFAT_SUPER_MAGIC, "is on a file system that keeps no owners" },
		{ AUTOFS_SUPER_MAGIC, "is a place where the automounter has mounted nothing" },
		{ V9FS_MAGIC, NULL },
		{ NFS_SUPER_MAGIC, NULL },
		{ EXT4_SUPER_MAGIC, NULL },
		{ XFS_SUPER_MAGIC, NULL },
		{ BTRFS_SUPER_MAGIC, NULL },
		{ TMPFS_MAGIC, NULL },
		{ OVERLAYFS_SUPER_MAGIC, NULL },
		{ 0, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *fault = file_system_fault(rows[i].type);

		if (rows[i].fault == NULL)
			assert_null(fault);
		else
			assert_string_equal(fault, rows[i].fault);
	}
}

static void an_overlay_is_told(void)
{
	_cleanup_close_ int below_fd = NO_FD;
	_cleanup_close_ int fd = NO_FD;

	directory_make(FIXTURE_DIRECTORY "/lower", 0755);
	directory_make(FIXTURE_DIRECTORY "/second", 0755);
	directory_make(FIXTURE_DIRECTORY "/shown", 0755);
	check_number(mount("overlay", FIXTURE_DIRECTORY "/shown", "overlay", 0,
			   "lowerdir=" FIXTURE_DIRECTORY "/lower:" FIXTURE_DIRECTORY "/second"),
		     0);
	below_fd = open(FIXTURE_DIRECTORY "/lower", O_PATH | O_CLOEXEC);
	fd = open(FIXTURE_DIRECTORY "/shown", O_PATH | O_CLOEXEC);
	check(file_system_is_overlay(fd) && !file_system_is_overlay(below_fd));
	check(!file_system_is_overlay(NO_FD));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(a_file_system_of_the_kernel_is_one),
		fixture_test(what_can_not_be_told_is_none),
		fixture_test(a_file_system_that_is_not_shown_is_looked_up),
		fixture_test(a_refusal_names_error_and_label),
		fixture_test(a_refusal_without_a_label_names_none),
		cmocka_unit_test(kinds_without_owners_or_files_are_told_by_their_number),
		fixture_test(an_overlay_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
