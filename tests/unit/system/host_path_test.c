/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of a path may be anybody's, but no link; what leads there must be root's alone. */
#include "system/host_path.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "fixture.h"
#include "shared/cleanup.h"
#include "shared/safe_path.h"

#define PLACE FIXTURE_DIRECTORY "/place"

static void begin(void)
{
	directory_make(PLACE "/his", 0777);
	check_number(chown(PLACE "/his", FIXTURE_UID, FIXTURE_UID), 0);
	file_make(PLACE "/his/file", "", 0666);
	check_number(symlink("his", PLACE "/link"), 0);
}

static void check_same(int fd, const char *path)
{
	struct stat found, wanted;

	check_true(fd >= 0, path, __FILE__, __LINE__);
	check_number(fstat(fd, &found), 0);
	check_number(stat(path, &wanted), 0);
	check_number(found.st_ino, wanted.st_ino);
	check_number(fcntl(fd, F_GETFD), FD_CLOEXEC);
	check_number(fcntl(fd, F_GETFL) & O_PATH, O_PATH);
}

static void the_end_may_be_anybodys(void)
{
	struct safe_path_fault fault = { .reason = NULL };
	_cleanup_close_ int parent_fd = NO_FD;
	_cleanup_close_ int fd = NO_FD;

	begin();
	fd = host_path_open(PLACE "/his", &parent_fd, &fault);
	check_same(fd, PLACE "/his");
	check_same(parent_fd, PLACE);
}

static void the_root_is_a_path(void)
{
	struct safe_path_fault fault = { .reason = NULL };
	_cleanup_close_ int parent_fd = NO_FD;
	_cleanup_close_ int fd = host_path_open("/", &parent_fd, &fault);

	check_same(fd, "/");
	check_same(parent_fd, "/");
}

static void the_parent_need_not_be_asked_for(void)
{
	struct safe_path_fault fault = { .reason = NULL };
	_cleanup_close_ int fd = NO_FD;

	begin();
	fd = host_path_open(PLACE "/his", NULL, &fault);
	check_same(fd, PLACE "/his");
}

static void check_refused(const char *path, int error, const char *at, const char *reason)
{
	struct safe_path_fault fault = { .reason = NULL };
	int parent_fd = -7;

	check_number(host_path_open(path, &parent_fd, &fault), -error);
	check_number(parent_fd, -7);
	check_number(strcmp(fault.path, at), 0);
	check(fault.reason != NULL);
	check_text(fault.reason, reason);
}

static void links_are_refused(void)
{
	begin();
	check_refused(PLACE "/link", ELOOP, PLACE "/link", "is a symbolic link");
	check_refused(PLACE "/link/file", ELOOP, PLACE "/link", "is a symbolic link");
	check_number(symlink("nowhere", PLACE "/broken"), 0);
	check_refused(PLACE "/broken", ELOOP, PLACE "/broken", "is a symbolic link");
}

static void what_leads_there_must_be_roots_alone(void)
{
	begin();
	check_refused(PLACE "/his/file", EPERM, PLACE "/his", "not owned by root");
	check_number(chown(PLACE "/his", 0, 0), 0);
	check_refused(PLACE "/his/file", EPERM, PLACE "/his", "writable");
}

static void what_is_missing_is_named(void)
{
	begin();
	check_refused(PLACE "/nothing", ENOENT, PLACE "/nothing", "does not exist");
	check_refused(PLACE "/nothing/file", ENOENT, PLACE "/nothing", "does not exist");
}

static void relative_paths_are_refused(void)
{
	struct safe_path_fault fault = { .reason = NULL };

	check(host_path_open("mnt", NULL, &fault) < 0);
	check(host_path_open("", NULL, &fault) < 0);
	check(host_path_open("mnt/..", NULL, &fault) < 0);
}

/* Opening must neither wait nor touch a device. */
static void a_fifo_is_opened_without_waiting(void)
{
	struct safe_path_fault fault = { .reason = NULL };
	_cleanup_close_ int fd = NO_FD;

	begin();
	check_number(mkfifo(PLACE "/fifo", 0666), 0);
	fd = host_path_open(PLACE "/fifo", NULL, &fault);
	check_same(fd, PLACE "/fifo");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(the_end_may_be_anybodys),
		fixture_test(the_root_is_a_path),
		fixture_test(the_parent_need_not_be_asked_for),
		fixture_test(links_are_refused),
		fixture_test(what_leads_there_must_be_roots_alone),
		fixture_test(what_is_missing_is_named),
		fixture_test(relative_paths_are_refused),
		fixture_test(a_fifo_is_opened_without_waiting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
