/* SPDX-License-Identifier: BSD-3-Clause */
/* Paths that others could change are refused by name. Needs root: it makes files of others. */
#include "shared/safe_path.h"

#include <errno.h>
#include <limits.h>
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "config_fixture.h"

typedef int opener(const char *path, struct safe_path_fault *ret_fault);

static void refused(opener *open_path, const char *path, int error, const char *culprit,
		    const char *reason)
{
	struct safe_path_fault fault = { .reason = "" };

	assert_int_equal(open_path(path, &fault), error);
	assert_string_equal(fault.path, culprit);
	assert_string_equal(fault.reason, reason);
	assert_int_equal(open_path(path, NULL), error);
}

static void opened(opener *open_path, const char *path)
{
	struct safe_path_fault fault = { .reason = "" };
	struct stat by_path;
	struct stat by_fd;
	int fd = open_path(path, &fault);

	if (fd < 0)
		fail_msg("%s: %s %s", path, fault.path, fault.reason);
	assert_int_equal(stat(path, &by_path), 0);
	assert_int_equal(fstat(fd, &by_fd), 0);
	assert_true(by_path.st_ino == by_fd.st_ino && by_path.st_dev == by_fd.st_dev);
	assert_int_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	assert_int_equal(close(fd), 0);
}

/* Below PLACE, which is opened for each. */
static int open_below_place(const char *path, struct safe_path_fault *ret_fault)
{
	int parent_fd = open(PLACE, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int fd = safe_path_open_below(parent_fd, path, ret_fault);

	assert_int_equal(close(parent_fd), 0);
	return fd;
}

static void opens_what_is_roots(void **state)
{
	(void)state;
	assert_int_equal(mkdir(PLACE "/d", 0700), 0);
	write_text(PLACE "/d/f", "x");
	opened(safe_path_open, "/");
	opened(safe_path_open, PLACE "/d");
	opened(safe_path_open, PLACE "//d/");
	opened(safe_path_open, PLACE "/d/f");
	opened(safe_path_open_file, PLACE "/d/f");
}

static void file_can_be_read(void **state)
{
	char bytes[4] = "";
	int fd;

	(void)state;
	write_text(PLACE "/f", "abc");
	fd = safe_path_open_file(PLACE "/f", NULL);
	assert_true(fd >= 0);
	assert_int_equal(read(fd, bytes, 4), 3);
	assert_string_equal(bytes, "abc");
	assert_int_equal(close(fd), 0);
}

static void refuses_odd_paths(void **state)
{
	char path[PATH_MAX + 2] = "/";
	char name[300] = PLACE "/";

	(void)state;
	refused(safe_path_open, "", -EINVAL, "", "is not an absolute path");
	refused(safe_path_open, "mnt", -EINVAL, "mnt", "is not an absolute path");
	refused(safe_path_open, PLACE "/./x", -EINVAL, PLACE "/.", "has a '.' or '..' component");
	refused(safe_path_open, PLACE "/../x", -EINVAL, PLACE "/..", "has a '.' or '..' component");
	refused(safe_path_open_file, PLACE "/..", -EINVAL, PLACE "/..",
		"has a '.' or '..' component");
	memset(path + 1, 'x', PATH_MAX);
	assert_int_equal(safe_path_open(path, NULL), -ENAMETOOLONG);
	memset(name + 5, 'x', 256);
	refused(safe_path_open, name, -ENAMETOOLONG, name, "has too long a name");
	refused(safe_path_open, PLACE "/none/x", -ENOENT, PLACE "/none", "does not exist");
}

static void refuses_owners_and_modes(void **state)
{
	(void)state;
	assert_int_equal(mkdir(PLACE "/d", 0755), 0);
	write_text(PLACE "/d/f", "x");
	opened(safe_path_open_file, PLACE "/d/f");
	assert_int_equal(chmod(PLACE "/d/f", 0664), 0);
	refused(safe_path_open_file, PLACE "/d/f", -EPERM, PLACE "/d/f",
		"is writable by group or others");
	assert_int_equal(chmod(PLACE "/d/f", 0646), 0);
	refused(safe_path_open, PLACE "/d/f", -EPERM, PLACE "/d/f",
		"is writable by group or others");
	assert_int_equal(chmod(PLACE "/d/f", 0644), 0);
	assert_int_equal(chown(PLACE "/d/f", 1, 0), 0);
	refused(safe_path_open_file, PLACE "/d/f", -EPERM, PLACE "/d/f", "is not owned by root");
	assert_int_equal(chown(PLACE "/d/f", 0, 0), 0);
	assert_int_equal(chmod(PLACE "/d", 01777), 0);
	refused(safe_path_open_file, PLACE "/d/f", -EPERM, PLACE "/d",
		"is writable by group or others");
	assert_int_equal(chmod(PLACE "/d", 0755), 0);
	assert_int_equal(chown(PLACE "/d", 1, 0), 0);
	refused(safe_path_open_file, PLACE "/d/f", -EPERM, PLACE "/d", "is not owned by root");
}

static void refuses_links(void **state)
{
	(void)state;
	assert_int_equal(mkdir(PLACE "/d", 0755), 0);
	write_text(PLACE "/d/f", "x");
	assert_int_equal(symlink("d", PLACE "/l"), 0);
	assert_int_equal(symlink("f", PLACE "/d/l"), 0);
	refused(safe_path_open, PLACE "/l", -ELOOP, PLACE "/l", "is a symbolic link");
	refused(safe_path_open, PLACE "/l/f", -ELOOP, PLACE "/l", "is a symbolic link");
	refused(safe_path_open_file, PLACE "/d/l", -ELOOP, PLACE "/d/l", "is a symbolic link");
}

static void the_last_component_is_judged_alone(void **state)
{
	(void)state;
	assert_int_equal(mkdir(PLACE "/d", 0700), 0);
	assert_int_equal(mkdir(PLACE "/others", 0700), 0);
	assert_int_equal(chown(PLACE "/others", 1, 0), 0);
	assert_int_equal(symlink("d", PLACE "/link"), 0);
	opened(open_below_place, PLACE "/d");
	refused(open_below_place, PLACE "/link", -ELOOP, PLACE "/link", "is a symbolic link");
	refused(open_below_place, PLACE "/others", -EPERM, PLACE "/others", "is not owned by root");
	refused(open_below_place, PLACE "/missing", -ENOENT, PLACE "/missing", "does not exist");
	refused(open_below_place, PLACE "/..", -EINVAL, PLACE "/..", "has a '.' or '..' component");
	refused(open_below_place, PLACE "/", -EINVAL, PLACE "/", "is not an absolute path");
	refused(open_below_place, "d", -EINVAL, "d", "is not an absolute path");
}

static void make_socket(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(close(fd), 0);
}

static void refuses_what_is_no_file(void **state)
{
	(void)state;
	assert_int_equal(mkdir(PLACE "/d", 0755), 0);
	assert_int_equal(mkfifo(PLACE "/fifo", 0644), 0);
	assert_int_equal(mknod(PLACE "/null", S_IFCHR | 0644, makedev(1, 3)), 0);
	make_socket(PLACE "/socket");
	(void)alarm(10); /* a FIFO that blocks ends the test */
	refused(safe_path_open_file, PLACE "/d", -EINVAL, PLACE "/d", "is not a regular file");
	refused(safe_path_open_file, PLACE "/fifo", -EINVAL, PLACE "/fifo",
		"is not a regular file");
	refused(safe_path_open_file, PLACE "/null", -EINVAL, PLACE "/null",
		"is not a regular file");
	refused(safe_path_open_file, PLACE "/socket", -EINVAL, PLACE "/socket",
		"is not a regular file");
	refused(safe_path_open_file, "/", -EINVAL, "/", "is not a regular file");
	refused(safe_path_open, PLACE "/fifo/x", -ENOTDIR, PLACE "/fifo/x",
		"is not below a directory");
	(void)alarm(0);
}

/* The words do not say why, so the end of the line is to. */
static void what_may_not_be_opened_has_its_error(void **state)
{
	struct safe_path_fault fault = { .reason = "" };
	int status = 0;
	pid_t pid;

	(void)state;
	assert_int_equal(mkdir(PLACE "/d", 0700), 0);
	write_text(PLACE "/d/f", "x");
	pid = fork();
	if (pid == 0) {
		int fd = setresuid(65534, 65534, 65534) < 0 ? 0
							    : safe_path_open(PLACE "/d/f", &fault);

		_exit(fd == -EACCES && fault.errnum == EACCES ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(safe_path_open(PLACE "/none", &fault), -ENOENT);
	assert_int_equal(fault.errnum, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_TEST(opens_what_is_roots),
		PLACE_TEST(file_can_be_read),
		PLACE_TEST(refuses_odd_paths),
		PLACE_TEST(refuses_owners_and_modes),
		PLACE_TEST(the_last_component_is_judged_alone),
		PLACE_TEST(refuses_links),
		PLACE_TEST(refuses_what_is_no_file),
		PLACE_TEST(what_may_not_be_opened_has_its_error),
	};

	return cmocka_run_group_tests(tests, place_make, NULL);
}
