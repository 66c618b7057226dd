/* SPDX-License-Identifier: BSD-3-Clause */
/* Which directories are the system's, by whatever path. */
#include "system/system_directory.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "fixture.h"
#include "shared/cleanup.h"

#define PLACE FIXTURE_DIRECTORY "/place"

static int is_system(const char *path)
{
	_cleanup_close_ int fd = open(path, O_PATH | O_CLOEXEC);

	check(fd >= 0);
	return system_directory_is(fd);
}

static void what_stands_in_the_root_is(void)
{
	static const char *const paths[] = { "/",    "/mnt", "/tmp",	 "/home",   "/root",
					     "/run", "/var", "/var/tmp", "/var/log" };

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		check_number(is_system(paths[i]), 1);
}

static void what_is_further_down_is_not(void)
{
	directory_make(PLACE "/below", 0755);
	check_number(is_system(PLACE), 0);
	check_number(is_system(PLACE "/below"), 0);
	tmpfs_over("/run");
	directory_make("/run/service", 0755);
	directory_make("/run/service/user", 0755);
	check_number(is_system("/run/service"), 1);
	check_number(is_system("/run/service/user"), 0);
}

static void a_bind_of_one_is(void)
{
	directory_make(PLACE, 0755);
	check_number(mount("/run", PLACE, NULL, MS_BIND, NULL), 0);
	check_number(is_system(PLACE), 1);
	check_number(is_system(PLACE "/."), 1);
}

static void without_a_descriptor_there_is_no_telling(void)
{
	check_number(system_directory_is(NO_FD), -EBADF);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(what_stands_in_the_root_is),
		fixture_test(what_is_further_down_is_not),
		fixture_test(a_bind_of_one_is),
		fixture_test(without_a_descriptor_there_is_no_telling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
