/* SPDX-License-Identifier: BSD-3-Clause */
/* Files are another's for a while, with all capabilities, and then one's own again. */
#include "system/file_rights.h"

#include <fcntl.h>
#include <grp.h>
#include <string.h>
#include <sys/stat.h>

#include "fixture.h"
#include "shared/cleanup.h"

static const gid_t groups[] = { 4711, 4712 };

static void check_maker(const char *name, uid_t uid, gid_t gid)
{
	_cleanup_close_ int fd = open(name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
	struct stat status;

	check(fd >= 0);
	check_number(fstat(fd, &status), 0);
	check_number(status.st_uid, uid);
	check_number(status.st_gid, gid);
}

static void check_groups(const gid_t *wanted, int count)
{
	gid_t found[8];

	check_number(getgroups(ARRAY_SIZE(found), found), count);
	check(memcmp(found, wanted, (size_t)count * sizeof(*found)) == 0);
}

static void they_are_taken_and_given_back(void)
{
	_cleanup_file_rights_ struct file_rights own = { .groups = NULL };
	_cleanup_file_rights_ struct file_rights now = { .groups = NULL };
	struct file_rights others;

	check_number(setgroups(ARRAY_SIZE(groups), groups), 0);
	check_number(file_rights_read(&own), 0);
	others = file_rights_of(&own, 1001, 1002);
	check_number(file_rights_take(&others), 0);
	/* The directory is root's: this needs CAP_DAC_OVERRIDE. */
	check_maker(FIXTURE_DIRECTORY "/others", 1001, 1002);
	check_groups(groups, 0);
	check_number(file_rights_take(&own), 0);
	check_maker(FIXTURE_DIRECTORY "/own", 0, 0);
	check_groups(groups, ARRAY_SIZE(groups));
	check_number(file_rights_read(&now), 0);
	check(memcmp(now.sets, own.sets, sizeof(now.sets)) == 0);
}

static void who_may_not_is_told_so(void)
{
	_cleanup_file_rights_ struct file_rights own = { .groups = NULL };
	struct file_rights others;

	check_number(file_rights_read(&own), 0);
	others = file_rights_of(&own, 1001, 1002);
	check_number(setresuid(1003, 1003, 1003), 0);
	check_number(file_rights_take(&others), -EPERM);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(they_are_taken_and_given_back),
		fixture_test(who_may_not_is_told_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
