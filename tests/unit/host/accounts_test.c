/* SPDX-License-Identifier: BSD-3-Clause */
/* accounts: the exact bytes of the merged passwd and group, and what of a rootfs is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "host/accounts.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "shared/cleanup.h"
#include "system/report.h"

struct fixture {
	char directory[32];
	int rootfs_etc_fd;
	int etc_fd;
	struct request request;
	struct report report;
};

static char alice[] = "alice", gecos[] = "Alice", home[] = "/home/alice", shell[] = "/bin/sh";
static char name_alice[] = "alice", name_web[] = "web", name_domain[] = "domain users";
static char nameless[] = "";
static struct request_group host_groups[] = { { 1001, name_alice }, { 2000, name_web } };

#define HOST_PASSWD "alice:*:1001:1001:Alice:/home/alice:/bin/sh\n"
#define HOST_GROUP  "alice:x:1001:alice\nweb:x:2000:alice\n"

static const char *const file_names[] = { "passwd", "group" };

static int directory_make(const char *parent, const char *name)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "%s/%s", parent, name);
	assert_int_equal(mkdir(path, 0755), 0);
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static int fixture_make(void **state)
{
	static struct fixture fixture;

	fixture = (struct fixture){ .directory = "/tmp/accounts_test.XXXXXX",
				    .report.socket_fd = NO_FD };
	fixture.request = (struct request){ .uid = 1001,
					    .gid = 1001,
					    .user = alice,
					    .gecos = gecos,
					    .home = home,
					    .shell = shell,
					    .group_count = 2,
					    .groups = host_groups };
	assert_non_null(mkdtemp(fixture.directory));
	fixture.rootfs_etc_fd = directory_make(fixture.directory, "rootfs");
	fixture.etc_fd = directory_make(fixture.directory, "jail");
	*state = &fixture;
	return fixture.rootfs_etc_fd < 0 || fixture.etc_fd < 0;
}

static int fixture_remove(void **state)
{
	struct fixture *fixture = *state;
	char path[64];

	for (size_t i = 0; i < ARRAY_SIZE(file_names); i++) {
		if (unlinkat(fixture->rootfs_etc_fd, file_names[i], 0) < 0)
			(void)unlinkat(fixture->rootfs_etc_fd, file_names[i], AT_REMOVEDIR);
		(void)unlinkat(fixture->etc_fd, file_names[i], 0);
	}
	(void)close(fixture->rootfs_etc_fd);
	(void)close(fixture->etc_fd);
	(void)snprintf(path, sizeof(path), "%s/rootfs", fixture->directory);
	(void)rmdir(path);
	(void)snprintf(path, sizeof(path), "%s/jail", fixture->directory);
	(void)rmdir(path);
	return rmdir(fixture->directory);
}

static void rootfs_write(const struct fixture *fixture, const char *name, const char *data,
			 size_t size)
{
	_cleanup_close_ int fd = openat(fixture->rootfs_etc_fd, name,
					O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, size), (ssize_t)size);
}

static void result_read(const struct fixture *fixture, const char *name, char *buffer, size_t size)
{
	_cleanup_close_ int fd = openat(fixture->etc_fd, name, O_RDONLY | O_CLOEXEC);
	ssize_t length = read(fd, buffer, size - 1);

	assert_true(length >= 0);
	buffer[length] = '\0';
}

static int merge(struct fixture *fixture)
{
	return accounts_merge(fixture->etc_fd, fixture->rootfs_etc_fd, &fixture->request,
			      &fixture->report);
}

static void expect_result(struct fixture *fixture, const char *name, const char *expected)
{
	char found[8192];

	result_read(fixture, name, found, sizeof(found));
	assert_string_equal(found, expected);
}

/* Merges anew and compares one file. */
static void expect_merged(struct fixture *fixture, const char *name, const char *source,
			  const char *expected)
{
	for (size_t i = 0; i < ARRAY_SIZE(file_names); i++)
		(void)unlinkat(fixture->etc_fd, file_names[i], 0);
	rootfs_write(fixture, name, source, strlen(source));
	assert_int_equal(merge(fixture), 0);
	expect_result(fixture, name, expected);
}

static void test_no_etc(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(
		accounts_merge(fixture->etc_fd, NO_FD, &fixture->request, &fixture->report), 0);
	expect_result(fixture, "passwd", HOST_PASSWD);
	expect_result(fixture, "group", HOST_GROUP);
	assert_int_equal(fixture->report.error_count, 0);
}

static void test_empty_etc(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(merge(fixture), 0);
	expect_result(fixture, "passwd", HOST_PASSWD);
	expect_result(fixture, "group", HOST_GROUP);
}

struct line_case {
	const char *source;
	const char *kept; /* before the host's lines */
};

static const struct line_case passwd_cases[] = {
	{ "", "" },
	{ "\n\n", "" },
	{ "root:x:0:0:root:/root:/bin/sh\n", "root:x:0:0:root:/root:/bin/sh\n" },
	/* the last line has no newline */
	{ "a:x:1:1:::\nroot::0:0:root:/root:", "a:x:1:1:::\nroot::0:0:root:/root:\n" },
	/* neighbours in name and number stay */
	{ "al:x:100:1:::\nalicea:x:10010:1:::\nAlice:x:101:1:::\n",
	  "al:x:100:1:::\nalicea:x:10010:1:::\nAlice:x:101:1:::\n" },
	{ "x:x:1002:1001:alice:/home/alice:/bin/sh\n",
	  "x:x:1002:1001:alice:/home/alice:/bin/sh\n" },
	/* his name or his number under any dress */
	{ "alice:x:0:0:::\n", "" },
	{ "alice:x:1001:1001:::\nroot:x:0:0:::\nalice:x:5:5:::\n", "root:x:0:0:::\n" },
	{ "other:x:1001:1001:::\n", "" },
	{ "other:x:0001001:1:::\n", "" },
	{ " alice:x:5:5:::\n", "" },
	{ "\talice:x:5:5:::\n", "" },
	{ "\v\falice:x:5:5:::\n", "" },
	{ "other:x: 1001:1:::\n", "" },
	{ "other:x:+1001:1:::\n", "" },
	{ "other:x:4294968297:1:::\n", "" }, /* 1001 modulo 2^32 */
	/* comments and NIS */
	{ "#alice:x:5:5:::\n+::::::\n+alice::::::\n-bob::::::\n+@x:x:5:5:::\n", "" },
	/* malformed */
	{ "a:x:1:1::\n", "" },
	{ "a:x:1:1::::\n", "" },
	{ ":x:1:1:::\n", "" },
	{ "a:x::1:::\n", "" },
	{ "a:x:1::::\n", "" },
	{ "a:x:1x:1:::\n", "" },
	{ "a:x:0x1:1:::\n", "" },
	{ "a:x:-1:1:::\n", "" },
	{ "a:x:1:-1:::\n", "" },
	{ "a:x:1:1 :::\n", "" },
	{ "a:x:4294967295:1:::\n", "" },
	{ "a:x:1:4294967295:::\n", "" },
	{ "a:x:99999999999999999999999:1:::\n", "" },
	{ "a:x:18446744073709551617:1:::\n", "" },
	{ "a:x:4294967294:4294967294:::\n", "a:x:4294967294:4294967294:::\n" },
	{ "root:x:0:0:::/bin/sh\r\na:x:1:1:::\n", "a:x:1:1:::\n" },
	{ "a:x:1:1:\033[2J::\nb:x:2:2:\177::\nc:x:3:3:\303\244::\n", "c:x:3:3:\303\244::\n" },
	{ "nonsense\n::::::\nb:x:2:2:::\n", "b:x:2:2:::\n" },
};

static void test_passwd_lines(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(passwd_cases); i++) {
		char expected[512];

		(void)snprintf(expected, sizeof(expected), "%s" HOST_PASSWD, passwd_cases[i].kept);
		expect_merged(*state, "passwd", passwd_cases[i].source, expected);
	}
}

static const struct line_case group_cases[] = {
	{ "", "" },
	{ "root:x:0:\n", "root:x:0:\n" },
	{ "root:x:0:root", "root:x:0:root\n" },
	/* his name is struck, others stay */
	{ "disk:x:6:alice\n", "disk:x:6:\n" },
	{ "disk:x:6:alice,bob\n", "disk:x:6:bob\n" },
	{ "disk:x:6:bob,alice\n", "disk:x:6:bob\n" },
	{ "disk:x:6:bob,alice,carol,alice\n", "disk:x:6:bob,carol\n" },
	{ "disk:x:6:al,alicea,malice,Alice\n", "disk:x:6:al,alicea,malice,Alice\n" },
	{ "disk:x:6:, alice,  alice,,bob,\n", "disk:x:6:bob\n" },
	{ "disk:x:0006:bob\n", "disk:x:6:bob\n" },
	/* names and numbers of his groups are the host's */
	{ "web:x:5:bob\n", "" },
	{ "other:x:2000:bob\n", "" },
	{ "other:x:02000:bob\n", "" },
	{ "alice:x:7:\n", "" },
	{ "we:x:5:bob\nwebs:x:200:bob\n", "we:x:5:bob\nwebs:x:200:bob\n" },
	/* comments and NIS */
	{ "#disk:x:6:alice\n+:::\n+disk:x:6:alice\n-disk:x:6:\n", "" },
	/* malformed */
	{ " disk:x:6:alice\n", "" },
	{ "disk:x:6\n", "" },
	{ "disk:x:6:bob:carol\n", "" },
	{ ":x:6:bob\n", "" },
	{ "disk:x::bob\n", "" },
	{ "disk:x:six:bob\n", "" },
	{ "disk:x:4294967295:bob\n", "" },
	{ "disk:x:4294969296:bob\n", "" }, /* 2000 modulo 2^32 */
	{ "disk:x:6:bob,\talice\n", "" },
	{ "disk:x:6:alice\r\n", "" },
};

static void test_group_lines(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(group_cases); i++) {
		char expected[512];

		(void)snprintf(expected, sizeof(expected), "%s" HOST_GROUP, group_cases[i].kept);
		expect_merged(*state, "group", group_cases[i].source, expected);
	}
}

static void test_unlisted_primary_group(void **state)
{
	struct fixture *fixture = *state;

	fixture->request.gid = 3000;
	expect_merged(fixture, "group", "x:x:3000:bob\ngroup3000:x:5:bob\nb:x:300:bob\n",
		      "b:x:300:bob\ngroup3000:x:3000:alice\n" HOST_GROUP);
	fixture->request.group_count = 0;
	fixture->request.groups = NULL;
	expect_merged(fixture, "group", "", "group3000:x:3000:alice\n");
}

static void test_group_names(void **state)
{
	static char bad_colon[] = "a:b", bad_line[] = "a\nroot:x:0:alice", bad_nis[] = "+";
	struct request_group groups[] = { { 1001, nameless }, { 1, name_domain }, { 2, bad_colon },
					  { 3, bad_line },    { 4, bad_nis },	  { 5, NULL } };
	struct fixture *fixture = *state;

	fixture->request.groups = groups;
	fixture->request.group_count = ARRAY_SIZE(groups);
	expect_merged(fixture, "group", "group4:x:44:bob\n",
		      "group1001:x:1001:alice\ndomain users:x:1:alice\ngroup2:x:2:alice\n"
		      "group3:x:3:alice\ngroup4:x:4:alice\ngroup5:x:5:alice\n");
}

static void test_gecos_that_no_file_can_hold(void **state)
{
	static char with_colon[] = "Alice:x", with_line[] = "Alice\nroot::0:0:::";
	struct fixture *fixture = *state;

	fixture->request.gecos = with_colon;
	expect_merged(fixture, "passwd", "", "alice:*:1001:1001::/home/alice:/bin/sh\n");
	fixture->request.gecos = with_line;
	expect_merged(fixture, "passwd", "", "alice:*:1001:1001::/home/alice:/bin/sh\n");
}

static void expect_refused(struct fixture *fixture, int error, const char *reason)
{
	fixture->report = (struct report){ .socket_fd = NO_FD };
	assert_int_equal(merge(fixture), error);
	assert_string_equal(fixture->report.text, reason);
	assert_int_equal(fixture->report.error_count, 1);
}

static void test_request_that_no_file_can_hold(void **state)
{
	static char with_colon[] = "/a:b", with_line[] = "/a\nb", nis[] = "+x", list[] = "a,b";
	struct fixture *fixture = *state;

	fixture->request.home = with_colon;
	expect_refused(fixture, -EINVAL,
		       "home '/a:b' or shell '/bin/sh' can not stand in passwd: Invalid argument");
	fixture->request.home = home;
	fixture->request.shell = with_line;
	expect_refused(fixture, -EINVAL,
		       "home '/home/alice' or shell '/a?b' can not stand in "
		       "passwd: Invalid argument");
	fixture->request.shell = shell;
	fixture->request.user = nis;
	expect_refused(fixture, -EINVAL, "user '+x' can not stand in passwd: Invalid argument");
	fixture->request.user = list;
	expect_refused(fixture, -EINVAL, "user 'a,b' can not stand in passwd: Invalid argument");
	fixture->request.user = nameless;
	expect_refused(fixture, -EINVAL, "user '' can not stand in passwd: Invalid argument");
	assert_int_equal(faccessat(fixture->etc_fd, "passwd", F_OK, 0), -1);
}

static void test_links_are_refused(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(symlinkat("/etc/passwd", fixture->rootfs_etc_fd, "passwd"), 0);
	expect_refused(fixture, -ELOOP, "rootfs: 'etc/passwd' is a symbolic link");
	assert_int_equal(unlinkat(fixture->rootfs_etc_fd, "passwd", 0), 0);
	assert_int_equal(symlinkat("nowhere", fixture->rootfs_etc_fd, "group"), 0);
	expect_refused(fixture, -ELOOP, "rootfs: 'etc/group' is a symbolic link");
}

static void socket_make(int directory_fd, const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(address.sun_path, sizeof(address.sun_path), "/proc/self/fd/%d/%s",
		       directory_fd, name);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
}

static void test_other_kinds_are_refused(void **state)
{
	struct fixture *fixture = *state;

	(void)alarm(10); /* waiting for the FIFO would end the test */
	assert_int_equal(mkfifoat(fixture->rootfs_etc_fd, "passwd", 0644), 0);
	expect_refused(fixture, -EINVAL, "rootfs: 'etc/passwd' is not a regular file");
	assert_int_equal(unlinkat(fixture->rootfs_etc_fd, "passwd", 0), 0);
	assert_int_equal(mkdirat(fixture->rootfs_etc_fd, "passwd", 0755), 0);
	expect_refused(fixture, -EINVAL, "rootfs: 'etc/passwd' is not a regular file");
	assert_int_equal(unlinkat(fixture->rootfs_etc_fd, "passwd", AT_REMOVEDIR), 0);
	socket_make(fixture->rootfs_etc_fd, "passwd");
	expect_refused(fixture, -ENXIO, "rootfs: 'etc/passwd' is not a regular file");
	(void)alarm(0);
}

static void test_bytes_that_are_refused(void **state)
{
	static const char with_nul[] = "a:x:1:1:::\n\0b:x:2:2:::\n";
	struct fixture *fixture = *state;

	rootfs_write(fixture, "passwd", with_nul, sizeof(with_nul) - 1);
	expect_refused(fixture, -EILSEQ, "rootfs: 'etc/passwd' holds NUL bytes");
	rootfs_write(fixture, "passwd", "a:x:1:1:::\0", 11);
	expect_refused(fixture, -EILSEQ, "rootfs: 'etc/passwd' holds NUL bytes");
}

static void test_size(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *data = malloc(4 * 1024 * 1024);
	char found[128];
	_cleanup_close_ int fd = NO_FD;

	assert_non_null(data);
	memset(data, '#', 4 * 1024 * 1024);
	rootfs_write(fixture, "passwd", data, 4 * 1024 * 1024);
	assert_int_equal(merge(fixture), 0);
	result_read(fixture, "passwd", found, sizeof(found));
	assert_string_equal(found, HOST_PASSWD);

	fd = openat(fixture->rootfs_etc_fd, "passwd", O_WRONLY | O_APPEND | O_CLOEXEC);
	assert_int_equal(write(fd, "#", 1), 1);
	expect_refused(fixture, -EFBIG, "rootfs: 'etc/passwd' is over 4 MiB");
}

static void test_modes_and_new_files(void **state)
{
	struct fixture *fixture = *state;
	mode_t umask_before = umask(0777);
	struct stat status;

	assert_int_equal(merge(fixture), 0);
	(void)umask(umask_before);
	for (size_t i = 0; i < ARRAY_SIZE(file_names); i++) {
		assert_int_equal(fstatat(fixture->etc_fd, file_names[i], &status, 0), 0);
		assert_int_equal(status.st_mode, S_IFREG | 0644);
	}
	expect_refused(fixture, -EEXIST, "can not write the jail's 'etc/passwd': File exists");
}

static void test_write_failure_is_noticed(void **state)
{
	struct fixture *fixture = *state;
	struct rlimit before, small;
	sighandler_t handler = signal(SIGXFSZ, SIG_IGN);

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = (struct rlimit){ .rlim_cur = sizeof(HOST_PASSWD) - 2, .rlim_max = before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	expect_refused(fixture, -EFBIG, "can not write the jail's 'etc/passwd': File too large");
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	(void)signal(SIGXFSZ, handler);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_make, fixture_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_no_etc),
		TEST(test_empty_etc),
		TEST(test_passwd_lines),
		TEST(test_group_lines),
		TEST(test_unlisted_primary_group),
		TEST(test_group_names),
		TEST(test_gecos_that_no_file_can_hold),
		TEST(test_request_that_no_file_can_hold),
		TEST(test_links_are_refused),
		TEST(test_other_kinds_are_refused),
		TEST(test_bytes_that_are_refused),
		TEST(test_size),
		TEST(test_modes_and_new_files),
		TEST(test_write_failure_is_noticed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
