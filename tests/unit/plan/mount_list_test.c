/* SPDX-License-Identifier: BSD-3-Clause */
/* The list that a plan's mounts make: what every jail has, order, and what is reserved. */
#include "plan/mount_list.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>

#include <cmocka.h>

#include "config/config_keys.h"
#include "config/tokens.h"
#include "plan/jail_plan.h"
#include "rootfs/generated_root.h"
#include "shared/cleanup.h"
#include "shared/request.h"
#include "system/report.h"

#define AT    "f.conf:7: "
#define PLAIN (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV)

static char user[] = "alice", home[] = "/home/alice";

static struct tokens tokens = {
	.user = user,
	.uid = 1000,
	.group = "staff",
	.home = home,
};

static struct request request = { .uid = 1000, .gid = 50, .user = user, .home = home };

/* As a line of a configuration that was read before. */
static int take(struct jail_plan *plan, struct report *report, const char *key, const char *text)
{
	const struct config_value value = {
		.text = text, .file = "f.conf", .line = 7, .tokens = &tokens, .report = report
	};

	return config_key_parse(config_key_find(key), &value, plan);
}

struct line {
	const char *key, *text;
};

/* Settles a plan of these lines; ended by a NULL key. */
static int settle(struct jail_plan *plan, struct report *report, const struct line *lines)
{
	int result = 0;

	for (; lines->key != NULL; lines++)
		if (take(plan, report, lines->key, lines->text) < 0)
			result = -EINVAL;
	return result < 0 ? result : mount_list_settle(plan, &request, report);
}

static struct jail_plan settled(enum home_mode mode, const struct line *lines)
{
	struct report report = { .socket_fd = NO_FD };
	struct jail_plan plan = { .home = mode };

	if (settle(&plan, &report, lines) != 0)
		fail_msg("%s", report.text);
	assert_int_equal(report.error_count, 0);
	return plan;
}

static void not_settled(enum home_mode mode, const struct line *lines, const char *message)
{
	struct report report = { .socket_fd = NO_FD };
	struct jail_plan plan = { .home = mode };

	if (settle(&plan, &report, lines) == 0)
		fail_msg("accepted: %s = %s", lines->key, lines->text);
	assert_string_equal(report.text, message);
	jail_plan_clear(&plan);
}

static const struct mount_entry *entry_at(const struct jail_plan *plan, const char *target)
{
	for (size_t i = 0; i < plan->mount_count; i++)
		if (strcmp(plan->mounts[i].target, target) == 0)
			return &plan->mounts[i];
	fail_msg("nothing at %s", target);
	return NULL;
}

static void has_targets(const struct jail_plan *plan, const char *const *targets)
{
	for (size_t i = 0; i < plan->mount_count; i++) {
		assert_non_null(targets[i]);
		assert_string_equal(plan->mounts[i].target, targets[i]);
	}
	assert_null(targets[plan->mount_count]);
}

#define DEFAULTS "/dev/shm", "/run", "/run/user/1000", "/tmp", "/var/tmp"

static const struct {
	const char *target;
	unsigned int mode;
	const char *size, *inodes;
	bool is_target_optional;
} defaults[] = {
	{ "/tmp", 01777, "268435456", "65536", false },
	{ "/run", 0755, "16777216", "4096", false },
	{ "/dev/shm", 01777, "67108864", "4096", false },
	{ "/var/tmp", 01777, "268435456", "65536", true },
};

static void every_jail_has_its_tmpfs(void **state)
{
	static const char *const targets[] = { DEFAULTS, NULL };
	struct jail_plan plan = settled(HOME_NONE, &(struct line){ NULL, NULL });

	(void)state;
	has_targets(&plan, targets);
	for (size_t i = 0; i < ARRAY_SIZE(defaults); i++) {
		const struct mount_entry *entry = entry_at(&plan, defaults[i].target);

		assert_int_equal(entry->kind, MOUNT_TMPFS);
		assert_int_equal(entry->attributes, PLAIN);
		assert_int_equal(entry->mode, defaults[i].mode);
		assert_string_equal(entry->size, defaults[i].size);
		assert_string_equal(entry->inodes, defaults[i].inodes);
		assert_int_equal(entry->is_target_optional, defaults[i].is_target_optional);
		assert_null(entry->file);
	}
	jail_plan_clear(&plan);
}

static void a_line_replaces_a_default(void **state)
{
	static const char *const targets[] = { "/dev/shm", "/run", "/tmp", "/var/tmp", NULL };
	struct jail_plan plan = settled(HOME_NONE, (struct line[]){ { "tmpfs", "/tmp:size=1m" },
								    { "bind", "/srv:/run" },
								    { NULL, NULL } });

	(void)state;
	has_targets(&plan, targets);
	assert_string_equal(entry_at(&plan, "/tmp")->size, "1048576");
	assert_int_equal(entry_at(&plan, "/tmp")->line, 7);
	assert_int_equal(entry_at(&plan, "/run")->kind, MOUNT_BIND);
	jail_plan_clear(&plan);
}

/* Where XDG_RUNTIME_DIR is: the user's alone, unless /run is not the jail's own. */
static void the_runtime_directory_is_the_users(void **state)
{
	static const struct {
		const char *key, *text;
		bool is_there;
		bool is_ours;
	} cases[] = {
		{ NULL, NULL, true, true },
		{ "tmpfs", "/run:size=1m", true, true },
		{ "bind", "/srv:/run", false, false },
		{ "bind", "/srv:/run/user/1000", true, false },
		{ "tmpfs", "/run/user/1000:mode=0750", true, false },
		{ "mask", "/run/user/1000", false, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct jail_plan plan =
			settled(HOME_NONE,
				(struct line[]){ { cases[i].key, cases[i].text }, { NULL, NULL } });

		assert_int_equal(plan.has_runtime_dir, cases[i].is_there);
		if (cases[i].is_ours) {
			const struct mount_entry *entry = entry_at(&plan, "/run/user/1000");

			assert_int_equal(entry->kind, MOUNT_TMPFS);
			assert_int_equal(entry->mode, 0700);
			assert_int_equal(entry->uid, 1000);
			assert_int_equal(entry->gid, 50);
		}
		jail_plan_clear(&plan);
	}
}

static void parents_come_before_children(void **state)
{
	static const struct line lines[] = {
		{ "bind", "/1:/a/b/c" }, { "tmpfs", "/a/b" },	  { "bind", "/2:/a/b-c" },
		{ "mask", "/a/b/c/d" },	 { "bind", "/3:/a" },	  { "bind", "/4:/tmp/x/y" },
		{ "tmpfs", "/tmp/x" },	 { "bind", "/5:/run/x" }, { "mask", "/proc/cpuinfo" },
		{ NULL, NULL },
	};
	struct jail_plan plan = settled(HOME_NONE, lines);

	(void)state;
	for (size_t i = 0; i < plan.mount_count; i++)
		for (size_t k = i + 1; k < plan.mount_count; k++) {
			const char *later = plan.mounts[k].target;

			if (strncmp(plan.mounts[i].target, later, strlen(later)) == 0)
				fail_msg("%s before %s", plan.mounts[i].target, later);
		}
	assert_int_equal(plan.mount_count, 9 + ARRAY_SIZE(defaults) + 1);
	jail_plan_clear(&plan);
}

static void a_mask_comes_after_what_it_covers(void **state)
{
	struct jail_plan plan = settled(HOME_NONE, (struct line[]){ { "mask", "/run" },
								    { "mask", "/a" },
								    { "bind", "/b:/a" },
								    { NULL, NULL } });

	(void)state;
	assert_string_equal(plan.mounts[0].target, "/a");
	assert_int_equal(plan.mounts[0].kind, MOUNT_BIND);
	assert_string_equal(plan.mounts[1].target, "/a");
	assert_int_equal(plan.mounts[1].kind, MOUNT_MASK);
	assert_string_equal(plan.mounts[3].target, "/run");
	assert_int_equal(plan.mounts[3].kind, MOUNT_TMPFS);
	assert_string_equal(plan.mounts[4].target, "/run");
	assert_int_equal(plan.mounts[4].kind, MOUNT_MASK);
	jail_plan_clear(&plan);
}

static void the_home_is_one_of_the_list(void **state)
{
	struct jail_plan plan = settled(HOME_BIND, &(struct line){ NULL, NULL });
	const struct mount_entry *entry = entry_at(&plan, "/home/alice");

	(void)state;
	assert_int_equal(entry->kind, MOUNT_BIND);
	assert_string_equal(entry->source, "/home/alice");
	assert_int_equal(entry->attributes, PLAIN);
	assert_true(entry->is_home);
	assert_false(entry->is_optional);
	jail_plan_clear(&plan);

	plan = settled(HOME_TMPFS, &(struct line){ NULL, NULL });
	entry = entry_at(&plan, "/home/alice");
	assert_int_equal(entry->kind, MOUNT_TMPFS);
	assert_int_equal(entry->mode, 0700);
	assert_int_equal(entry->uid, 1000);
	assert_int_equal(entry->gid, 50);
	assert_string_equal(entry->size, "67108864");
	assert_string_equal(entry->inodes, "16384");
	assert_true(entry->is_home);
	jail_plan_clear(&plan);
}

static void nothing_is_mounted_on_twice(void **state)
{
	(void)state;
	not_settled(HOME_NONE,
		    (struct line[]){ { "bind", "/1:/a" }, { "bind", "/2:/a" }, { NULL, NULL } },
		    AT "'/a' is mounted on twice: Invalid argument");
	not_settled(HOME_NONE,
		    (struct line[]){ { "bind", "/1:/a" }, { "tmpfs", "/a" }, { NULL, NULL } },
		    AT "'/a' is mounted on twice: Invalid argument");
	not_settled(HOME_NONE,
		    (struct line[]){ { "tmpfs", "/tmp" }, { "tmpfs", "/tmp" }, { NULL, NULL } },
		    AT "'/tmp' is mounted on twice: Invalid argument");
	not_settled(HOME_NONE,
		    (struct line[]){ { "mask", "/a" }, { "mask", "/a" }, { NULL, NULL } },
		    AT "'/a' is mounted on twice: Invalid argument");
}

static void the_home_is_mounted_once(void **state)
{
	struct report report = { .socket_fd = NO_FD };
	struct jail_plan plan = { .home = HOME_BIND };
	static const struct line lines[] = { { "bind", "/srv:%h" }, { NULL, NULL } };

	(void)state;
	assert_int_equal(settle(&plan, &report, lines), -EINVAL);
	assert_non_null(strstr(report.text, "'/home/alice' is mounted on twice"));
	jail_plan_clear(&plan);
	plan = settled(HOME_NONE, lines);
	assert_string_equal(entry_at(&plan, "/home/alice")->source, "/srv");
	jail_plan_clear(&plan);
}

#define OWN   "is the jail's own: Invalid argument"
#define GUARD "is on the jail's own ground: Invalid argument"

static const struct {
	const char *target;
	const char *reason;    /* of a bind and a tmpfs; NULL: taken */
	const char *of_a_mask; /* of a mask */
} reserved[] = {
	{ "/", OWN, OWN },
	{ "/etc", OWN, OWN },
	{ "/etc/passwd", OWN, OWN },
	{ "/etc/group", OWN, OWN },
	{ "/usr", OWN, OWN },
	{ "/proc", GUARD, NULL },
	{ "/proc/sys", GUARD, NULL },
	{ "/proc/sys/kernel/core_pattern", GUARD, NULL },
	{ "/sys", GUARD, NULL },
	{ "/sys/fs/cgroup", GUARD, NULL },
	{ "/dev", GUARD, NULL },
	{ "/dev/pts", GUARD, NULL },
	{ "/dev/null", GUARD, NULL },
	{ "/dev/shmem", GUARD, NULL },
	{ "/dev/shm/x", GUARD, NULL },
	{ "/procfs", NULL, NULL },
	{ "/system", NULL, NULL },
	{ "/device", NULL, NULL },
	{ "/etc/hosts", NULL, NULL },
	{ "/etcetera", NULL, NULL },
	{ "/usr/local", NULL, NULL },
	{ "/dev/shm", NULL, NULL },
	{ "/run/lock", NULL, NULL },
};

static void check_target(const char *key, const char *format, const char *target,
			 const char *reason)
{
	char text[128], message[192];
	const struct line lines[] = { { key, text }, { NULL, NULL } };
	struct jail_plan plan;

	(void)snprintf(text, sizeof(text), "%s%s", format, target);
	(void)snprintf(message, sizeof(message), AT "'%s' %s", target, reason);
	if (reason != NULL) {
		not_settled(HOME_NONE, lines, message);
		return;
	}
	plan = settled(HOME_NONE, lines);
	(void)entry_at(&plan, target);
	jail_plan_clear(&plan);
}

static void the_jails_own_ground_is_reserved(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(reserved); i++) {
		check_target("bind", "/srv:", reserved[i].target, reserved[i].reason);
		check_target("tmpfs", "", reserved[i].target, reserved[i].reason);
		check_target("mask", "", reserved[i].target, reserved[i].of_a_mask);
	}
}

static void check_home(enum home_mode mode, const char *path, const char *reason)
{
	char message[192];
	struct jail_plan plan;

	request.home = (char *)(uintptr_t)path;
	(void)snprintf(message, sizeof(message), "home '%s' %s, set home = none: Invalid argument",
		       path, reason);
	if (reason != NULL) {
		not_settled(mode, &(struct line){ NULL, NULL }, message);
	} else {
		plan = settled(mode, &(struct line){ NULL, NULL });
		assert_true(entry_at(&plan, path)->is_home);
		jail_plan_clear(&plan);
	}
	plan = settled(HOME_NONE, &(struct line){ NULL, NULL });
	jail_plan_clear(&plan);
	request.home = home;
}

static const struct {
	const char *path, *reason;
} homes[] = {
	{ "", "is not an absolute path" },
	{ "/", "is the jail's own" },
	{ "relative", "is not an absolute path" },
	{ "home/alice", "is not an absolute path" },
	{ "/home/alice/", "ends with a '/'" },
	{ "//etc/alice", "has a '//'" },
	{ "/./etc/alice", "has a '.' or '..' component" },
	{ "/home/../etc/alice", "has a '.' or '..' component" },
	{ "/home/..", "has a '.' or '..' component" },
	{ "/home/.", "has a '.' or '..' component" },
	{ "/proc", "is on the jail's own ground" },
	{ "/proc/self", "is on the jail's own ground" },
	{ "/sys", "is on the jail's own ground" },
	{ "/dev/alice", "is on the jail's own ground" },
	{ "/dev/shm/alice", "is on the jail's own ground" },
	{ "/etc", "is the jail's own" },
	{ "/etc/passwd", "is the jail's own" },
	{ "/usr", "is the jail's own" },
	{ "/devel", NULL },
	{ "/etcetera/alice", NULL },
	{ "/tmp2", NULL },
	{ "/home/..alice", NULL },
	{ "/home/a:b,c d\\e", NULL },
};

static void homes_must_be_mountable(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(homes); i++) {
		check_home(HOME_BIND, homes[i].path, homes[i].reason);
		check_home(HOME_TMPFS, homes[i].path, homes[i].reason);
	}
}

/* A tmpfs of the jail would hide what is there, and the home its tmpfs. */
static void homes_on_a_default_tmpfs_are_mounted_once(void **state)
{
	static const char *const paths[] = { "/tmp", "/run", "/var/tmp", "/dev/shm" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		struct jail_plan plan;
		size_t count = 0;

		request.home = (char *)(uintptr_t)paths[i];
		plan = settled(HOME_TMPFS, &(struct line){ NULL, NULL });
		for (size_t k = 0; k < plan.mount_count; k++)
			count += strcmp(plan.mounts[k].target, paths[i]) == 0;
		assert_int_equal(count, 1);
		assert_true(entry_at(&plan, paths[i])->is_home);
		jail_plan_clear(&plan);
		request.home = home;
	}
}

static void all_errors_of_the_list_are_reported(void **state)
{
	(void)state;
	not_settled(HOME_NONE,
		    (struct line[]){ { "bind", "/1:/proc/x" },
				     { "tmpfs", "/etc" },
				     { "mask", "/usr" },
				     { NULL, NULL } },
		    AT "'/etc' " OWN "; " AT "'/proc/x' " GUARD "; " AT "'/usr' " OWN);
}

static void a_rootfs_brings_no_mounts_of_its_own(void **state)
{
	static const char *const targets[] = { DEFAULTS, NULL };
	static const enum rootfs_kind kinds[] = { ROOTFS_PATH, ROOTFS_USR, ROOTFS_EMPTY };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct report report = { .socket_fd = NO_FD };
		struct jail_plan plan = { .home = HOME_NONE, .rootfs_kind = kinds[i] };

		assert_int_equal(mount_list_settle(&plan, &request, &report), 0);
		has_targets(&plan, targets);
		jail_plan_clear(&plan);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_jail_has_its_tmpfs),
		cmocka_unit_test(a_line_replaces_a_default),
		cmocka_unit_test(the_runtime_directory_is_the_users),
		cmocka_unit_test(parents_come_before_children),
		cmocka_unit_test(a_mask_comes_after_what_it_covers),
		cmocka_unit_test(the_home_is_one_of_the_list),
		cmocka_unit_test(nothing_is_mounted_on_twice),
		cmocka_unit_test(the_home_is_mounted_once),
		cmocka_unit_test(the_jails_own_ground_is_reserved),
		cmocka_unit_test(homes_must_be_mountable),
		cmocka_unit_test(homes_on_a_default_tmpfs_are_mounted_once),
		cmocka_unit_test(all_errors_of_the_list_are_reported),
		cmocka_unit_test(a_rootfs_brings_no_mounts_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
