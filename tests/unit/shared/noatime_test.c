/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading leaves the time of access as it was, and without the right to that it works all the same.
 */
#include "shared/noatime.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "fixture.h"
#include "shared/cleanup.h"

#define PLACE FIXTURE_DIRECTORY "/file"

/* Long ago, and before its last change: the next reader counts (relatime, mount(8)). */
static void file_age(void)
{
	const struct timespec times[] = { { .tv_sec = 1000000 }, { .tv_nsec = UTIME_NOW } };

	file_make(PLACE, "text", 0644);
	check_number(utimensat(AT_FDCWD, PLACE, times, 0), 0);
}

static time_t atime_after_reading(int fd)
{
	struct stat status;
	char byte;

	check(fd >= 0);
	check_number(read(fd, &byte, 1), 1);
	check_number(close(fd), 0);
	check_number(stat(PLACE, &status), 0);
	return status.st_atime;
}

static void a_reader_is_not_noted(void)
{
	file_age();
	check_number(atime_after_reading(noatime_open(AT_FDCWD, PLACE, O_RDONLY)), 1000000);
	check(atime_after_reading(open(PLACE, O_RDONLY)) > 1000000);
}

static void one_without_the_right_reads_all_the_same(void)
{
	file_age();
	root_give_up();
	check_errno(open(PLACE, O_RDONLY | O_NOATIME), EPERM);
	check(atime_after_reading(noatime_open(AT_FDCWD, PLACE, O_RDONLY)) > 1000000);
}

static void what_can_not_be_opened_is_an_error(void)
{
	check_errno(noatime_open(AT_FDCWD, FIXTURE_DIRECTORY "/none", O_RDONLY), ENOENT);
	check_errno(noatime_open(AT_FDCWD, FIXTURE_DIRECTORY, O_WRONLY), EISDIR);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(a_reader_is_not_noted),
		fixture_test(one_without_the_right_reads_all_the_same),
		fixture_test(what_can_not_be_opened_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
