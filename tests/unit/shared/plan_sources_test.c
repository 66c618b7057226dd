/* SPDX-License-Identifier: BSD-3-Clause */
/* The files of a configuration by what the kernel says of them, and when that can be believed. */
#include "shared/plan_sources.h"

#include <time.h>

#include "config/config_file.h"
#include "config/plan_make.h"
#include "config_fixture.h"
#include "plan/jail_plan.h"
#include "shared/request.h"

#define OWN PLACE "/nsjail.d/user.conf"

static void builds_the_own_files_path(void **state)
{
	char path[PATH_MAX], longest[PATH_MAX + 8];

	(void)state;
	assert_int_equal(plan_sources_own_path(path, "/etc/security/nsjail.conf", "user"), 0);
	assert_string_equal(path, "/etc/security/nsjail.d/user.conf");
	assert_int_equal(plan_sources_own_path(path, "/any.file", "a.b-c"), 0);
	assert_string_equal(path, "/nsjail.d/a.b-c.conf");
	assert_int_equal(plan_sources_own_path(path, "nsjail.conf", "user"), -EINVAL);
	assert_int_equal(plan_sources_own_path(path, CONF, "../user"), -EINVAL);
	assert_int_equal(plan_sources_own_path(path, CONF, ""), -EINVAL);
	memset(longest, 'x', sizeof(longest) - 1);
	longest[0] = longest[PATH_MAX - 12] = '/';
	longest[sizeof(longest) - 1] = '\0';
	assert_int_equal(plan_sources_own_path(path, longest, "user"), -ENAMETOOLONG);
}

static struct plan_sources look(void)
{
	struct plan_sources sources = { 0 };

	assert_int_equal(plan_sources_look(&sources, CONF, "user"), 0);
	return sources;
}

static void finds_both_files_or_one(void **state)
{
	struct plan_sources one, both;

	(void)state;
	write_text(CONF, "[default]\n");
	one = look();
	assert_true(one.main_file.inode != 0 && one.main_file.size == 10);
	assert_int_equal(one.own_file.inode, 0);
	assert_int_equal(mkdir(PLACE "/nsjail.d", 0755), 0);
	write_text(OWN, "");
	both = look();
	assert_true(both.own_file.inode != 0);
	assert_true(plan_sources_are_same(&one, &one) && plan_sources_are_same(&both, &both));
	assert_false(plan_sources_are_same(&one, &both));
	assert_int_equal(unlink(OWN), 0);
	both = look();
	assert_true(plan_sources_are_same(&one, &both));
}

static void follows_nobodys_path(void **state)
{
	struct plan_sources sources;

	(void)state;
	assert_int_equal(plan_sources_look(&sources, CONF, "user"), -ENOENT);
	write_text(PLACE "/elsewhere", "");
	assert_int_equal(symlink("elsewhere", CONF), 0);
	assert_int_equal(plan_sources_look(&sources, CONF, "user"), -ELOOP);
	assert_int_equal(rename(PLACE "/elsewhere", CONF), 0);
	assert_int_equal(mkdir(PLACE "/nsjail.d", 0755), 0);
	assert_int_equal(symlink("../nsjail.conf", OWN), 0);
	assert_int_equal(plan_sources_look(&sources, CONF, "user"), -ELOOP);
	assert_int_equal(unlink(OWN), 0);
	assert_int_equal(chmod(PLACE "/nsjail.d", 0777), 0);
	assert_int_equal(plan_sources_look(&sources, CONF, "user"), -EPERM);
	assert_int_equal(chmod(PLACE "/nsjail.d", 0755), 0);
	assert_int_equal(chown(CONF, 1, 0), 0);
	assert_int_equal(plan_sources_look(&sources, CONF, "user"), -EPERM);
}

/* What a plan says that it was made of. */
static struct plan_sources planned(void)
{
	static char config_path[] = CONF, user[] = "user", home[] = "/home/user";
	static char shell[] = "/bin/sh";
	const struct request request = {
		.uid = 1001,
		.gid = 1001,
		.config_path = config_path,
		.user = user,
		.home = home,
		.shell = shell,
	};
	struct report report = { .socket_fd = NO_FD };
	struct jail_plan plan = { 0 };
	struct plan_sources sources;

	assert_int_equal(plan_make(&plan, &request, &report), 0);
	assert_true(plan.is_jailed);
	sources = plan.sources;
	jail_plan_clear(&plan);
	return sources;
}

static void believes_what_is_settled_alone(void **state)
{
	const struct timespec old = { .tv_sec = 1000000000 };
	const struct timespec times[] = { old, old };
	struct plan_sources found;

	(void)state;
	write_text(CONF, "[default]\nrootfs = /srv\n");
	/* The time that anybody can set is not the one that counts. */
	assert_int_equal(utimensat(AT_FDCWD, CONF, times, 0), 0);
	assert_int_equal(planned().main_file.inode, 0);
	(void)usleep(2100 * 1000);
	found = look();
	assert_true(plan_sources_are_same(
		&found, &(struct plan_sources){ .main_file = planned().main_file }));
	assert_int_equal(mkdir(PLACE "/nsjail.d", 0755), 0);
	write_text(OWN, "[user user]\n");
	assert_int_equal(planned().main_file.inode, 0);
	(void)usleep(2100 * 1000);
	found = planned();
	assert_true(plan_sources_are_same(
		&found, &(struct plan_sources){ look().main_file, look().own_file }));
}

/* A file system that answers when it likes, and by another clock. */
static void believes_local_file_systems_alone(void **state)
{
	(void)state;
	assert_int_equal(mkdir(PLACE "/lower", 0755), 0);
	assert_int_equal(mkdir(PLACE "/over", 0755), 0);
	write_text(PLACE "/lower/nsjail.conf", "[default]\nrootfs = /srv\n");
	(void)usleep(2100 * 1000);
	assert_int_equal(mount("overlay", PLACE, "overlay", MS_RDONLY,
			       "lowerdir=" PLACE "/lower:" PLACE "/over"),
			 0);
	assert_int_equal(planned().main_file.inode, 0);
	assert_int_equal(umount2(PLACE, MNT_DETACH), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(builds_the_own_files_path),
		PLACE_TEST(finds_both_files_or_one),
		PLACE_TEST(follows_nobodys_path),
		PLACE_TEST(believes_what_is_settled_alone),
		PLACE_TEST(believes_local_file_systems_alone),
	};

	return cmocka_run_group_tests(tests, place_make, NULL);
}
