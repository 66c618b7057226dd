/* SPDX-License-Identifier: BSD-3-Clause */
/* bind, tmpfs and mask: every option, what tokens can not do, and what is refused. */
#include "config/config_mounts.h"

#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mount.h>

#include <cmocka.h>

#include "config/config_keys.h"
#include "config/tokens.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
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

static int take(struct jail_plan *plan, struct report *report, const char *key, const char *text)
{
	const struct config_value value = {
		.text = text, .file = "f.conf", .line = 7, .tokens = &tokens, .report = report
	};

	return config_key_parse(config_key_find(key), &value, plan);
}

static struct jail_plan taken(const char *key, const char *text)
{
	struct report report = { .socket_fd = NO_FD };
	struct jail_plan plan = { .home = HOME_NONE };

	if (take(&plan, &report, key, text) != 0)
		fail_msg("%s = %s: %s", key, text, report.text);
	assert_int_equal(plan.mount_count, 1);
	assert_string_equal(plan.mounts[0].file, "f.conf");
	assert_int_equal(plan.mounts[0].line, 7);
	return plan;
}

static void refused(const char *key, const char *text, const char *message)
{
	struct report report = { .socket_fd = NO_FD };
	struct jail_plan plan = { .home = HOME_NONE };

	if (take(&plan, &report, key, text) == 0)
		fail_msg("%s = %s accepted", key, text);
	assert_string_equal(report.text, message);
	assert_int_equal(plan.mount_count, 0);
	jail_plan_clear(&plan);
}

static const struct {
	const char *text, *source, *target;
	uint64_t attributes;
	bool is_optional;
} binds[] = {
	{ "/a", "/a", "/a", PLAIN | MOUNT_ATTR_RDONLY, false },
	{ "/a:/b", "/a", "/b", PLAIN | MOUNT_ATTR_RDONLY, false },
	{ "/a:/b:ro", "/a", "/b", PLAIN | MOUNT_ATTR_RDONLY, false },
	{ "/a:/b:rw", "/a", "/b", PLAIN, false },
	{ "/a:rw", "/a", "/a", PLAIN, false },
	{ "/a:ro,rw", "/a", "/a", PLAIN, false },
	{ "/a:rw,ro", "/a", "/a", PLAIN | MOUNT_ATTR_RDONLY, false },
	{ "/a:nosuid,nodev", "/a", "/a", PLAIN | MOUNT_ATTR_RDONLY, false },
	{ "/a:rw,noexec", "/a", "/a", PLAIN | MOUNT_ATTR_NOEXEC, false },
	{ "/a:optional", "/a", "/a", PLAIN | MOUNT_ATTR_RDONLY, true },
	{ "/a:/b:optional,rw", "/a", "/b", PLAIN, true },
	{ "/a\\:b:/c\\\\d", "/a:b", "/c\\d", PLAIN | MOUNT_ATTR_RDONLY, false },
	{ "/a b,c:/d\"e", "/a b,c", "/d\"e", PLAIN | MOUNT_ATTR_RDONLY, false },
	{ "/\xff\xfe", "/\xff\xfe", "/\xff\xfe", PLAIN | MOUNT_ATTR_RDONLY, false },
	{ "%h", "/home/alice", "/home/alice", PLAIN | MOUNT_ATTR_RDONLY, false },
	{ "%h:%h/x:rw", "/home/alice", "/home/alice/x", PLAIN, false },
	{ "/srv/%U:/srv/%%", "/srv/1000", "/srv/%", PLAIN | MOUNT_ATTR_RDONLY, false },
};

static void binds_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(binds); i++) {
		struct jail_plan plan = taken("bind", binds[i].text);
		const struct mount_entry *entry = &plan.mounts[0];

		assert_int_equal(entry->kind, MOUNT_BIND);
		assert_string_equal(entry->source, binds[i].source);
		assert_string_equal(entry->target, binds[i].target);
		assert_int_equal(entry->attributes, binds[i].attributes);
		assert_int_equal(entry->is_optional, binds[i].is_optional);
		assert_false(entry->is_home);
		assert_false(entry->is_target_optional);
		jail_plan_clear(&plan);
	}
}

static void what_a_token_stands_for_is_never_a_field(void **state)
{
	static char odd[] = "/home/a:/etc:rw\\";
	struct jail_plan plan;

	(void)state;
	tokens.home = odd;
	plan = taken("bind", "%h");
	assert_string_equal(plan.mounts[0].source, odd);
	assert_string_equal(plan.mounts[0].target, odd);
	assert_int_equal(plan.mounts[0].attributes, PLAIN | MOUNT_ATTR_RDONLY);
	jail_plan_clear(&plan);
	plan = taken("bind", "/srv:%h/x:noexec");
	assert_string_equal(plan.mounts[0].source, "/srv");
	assert_string_equal(plan.mounts[0].target, "/home/a:/etc:rw\\/x");
	jail_plan_clear(&plan);
	plan = taken("tmpfs", "%h");
	assert_string_equal(plan.mounts[0].target, odd);
	assert_int_equal(plan.mounts[0].mode, 01777);
	jail_plan_clear(&plan);
	tokens.home = home;
}

static const struct {
	const char *text, *target, *size, *inodes;
	unsigned int mode;
} tmpfses[] = {
	{ "/a", "/a", "67108864", "16384", 01777 },
	{ "/a:size=1m", "/a", "1048576", "16384", 01777 },
	{ "/a:inodes=1k", "/a", "67108864", "1024", 01777 },
	{ "/a:mode=0700", "/a", "67108864", "16384", 0700 },
	{ "/a:size=1g,mode=755,inodes=9", "/a", "1073741824", "9", 0755 },
	{ "/a:inodes=9,size=1g", "/a", "1073741824", "9", 01777 },
	{ "/a:size=1m,size=2m", "/a", "2097152", "16384", 01777 },
	{ "/a\\:b,c:size=7", "/a:b,c", "7", "16384", 01777 },
};

static void tmpfses_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(tmpfses); i++) {
		struct jail_plan plan = taken("tmpfs", tmpfses[i].text);
		const struct mount_entry *entry = &plan.mounts[0];

		assert_int_equal(entry->kind, MOUNT_TMPFS);
		assert_string_equal(entry->target, tmpfses[i].target);
		assert_string_equal(entry->size, tmpfses[i].size);
		assert_string_equal(entry->inodes, tmpfses[i].inodes);
		assert_int_equal(entry->mode, tmpfses[i].mode);
		assert_int_equal(entry->attributes, PLAIN);
		assert_int_equal(entry->uid, 0);
		assert_int_equal(entry->gid, 0);
		jail_plan_clear(&plan);
	}
}

static void masks_are_paths_and_nothing_else(void **state)
{
	struct jail_plan plan = taken("mask", "/srv/%u/a:b\\c");

	(void)state;
	assert_int_equal(plan.mounts[0].kind, MOUNT_MASK);
	assert_string_equal(plan.mounts[0].target, "/srv/alice/a:b\\c");
	jail_plan_clear(&plan);
}

static const struct {
	const char *key, *text, *message;
} bad_lines[] = {
	{ "bind", ":", AT "bind ':' is not SRC[:DST][:OPTIONS]" },
	{ "bind", "/a:", AT "bind '/a:' is not SRC[:DST][:OPTIONS]" },
	{ "bind", ":/a", AT "bind ':/a' is not SRC[:DST][:OPTIONS]" },
	{ "bind", "/a::ro", AT "bind '/a::ro' is not SRC[:DST][:OPTIONS]" },
	{ "bind", "/a:/b:", AT "bind '/a:/b:' is not SRC[:DST][:OPTIONS]" },
	{ "bind", "/a:/b:ro:rw", AT "bind '/a:/b:ro:rw' is not SRC[:DST][:OPTIONS]" },
	{ "bind", "/a:ro:rw", AT "bind '/a:ro:rw' is not SRC[:DST][:OPTIONS]" },
	{ "bind", "/a\\b", AT "bind '/a\\b' is not SRC[:DST][:OPTIONS]" },
	{ "bind", "/a\\", AT "bind '/a\\' is not SRC[:DST][:OPTIONS]" },
	{ "bind", "a", AT "bind 'a' is not an absolute path" },
	{ "bind", "a:/b", AT "bind 'a' is not an absolute path" },
	{ "bind", "/a/", AT "bind '/a/' ends with a '/'" },
	{ "bind", "/a//b", AT "bind '/a//b' has a '//'" },
	{ "bind", "/a/../b", AT "bind '/a/../b' has a '.' or '..' component" },
	{ "bind", "/a:/b/.", AT "bind '/b/.' has a '.' or '..' component" },
	{ "bind", "/a:/../etc", AT "bind '/../etc' has a '.' or '..' component" },
	{ "bind", "/a:b", AT "unknown bind option 'b'" },
	{ "bind", "/a:/b:suid", AT "unknown bind option 'suid'" },
	{ "bind", "/a:RO", AT "unknown bind option 'RO'" },
	{ "bind", "/a:ro,", AT "unknown bind option ''" },
	{ "bind", "/a:ro, rw", AT "unknown bind option ' rw'" },
	{ "bind", "/a:ro=yes", AT "unknown bind option 'ro=yes'" },
	{ "bind", "/a:exec,dev", AT "unknown bind option 'exec'; " AT "unknown bind option 'dev'" },
	{ "bind", "/:/a", AT "bind '/' can not be shown in a jail" },
	{ "bind", "/proc:/a", AT "bind '/proc' can not be shown in a jail" },
	{ "bind", "/sys/kernel:/a", AT "bind '/sys/kernel' can not be shown in a jail" },
	{ "bind", "/%q", AT "bind '/%q' has an unknown token (known are %u, %U, %g, %h and %%)" },
	{ "tmpfs", "/a:", AT "tmpfs '/a:' is not DST[:OPTIONS]" },
	{ "tmpfs", "/a:/b:size=1", AT "tmpfs '/a:/b:size=1' is not DST[:OPTIONS]" },
	{ "tmpfs", "a", AT "tmpfs 'a' is not an absolute path" },
	{ "tmpfs", "/a:size", AT "unknown tmpfs option 'size'" },
	{ "tmpfs", "/a:uid=0", AT "unknown tmpfs option 'uid=0'" },
	{ "tmpfs", "/a:size=1m,", AT "unknown tmpfs option ''" },
	{ "tmpfs", "/a:size=", AT "tmpfs option 'size=' has no usable value" },
	{ "tmpfs", "/a:size=0", AT "tmpfs option 'size=0' has no usable value" },
	{ "tmpfs", "/a:size=-1", AT "tmpfs option 'size=-1' has no usable value" },
	{ "tmpfs", "/a:size=50%", AT "tmpfs option 'size=50%' has no usable value" },
	{ "tmpfs", "/a:size=9223372036854775808",
	  AT "tmpfs option 'size=9223372036854775808' has no usable value" },
	{ "tmpfs", "/a:size=1m,size=x", AT "tmpfs option 'size=x' has no usable value" },
	{ "tmpfs", "/a:inodes=0", AT "tmpfs option 'inodes=0' has no usable value" },
	{ "tmpfs", "/a:inodes=1,inodes=", AT "tmpfs option 'inodes=' has no usable value" },
	{ "tmpfs", "/a:mode=789", AT "tmpfs option 'mode=789' has no usable value" },
	{ "tmpfs", "/a:mode=10000", AT "tmpfs option 'mode=10000' has no usable value" },
	{ "mask", "a", AT "mask 'a' is not an absolute path" },
	{ "mask", "/a/../b", AT "mask '/a/../b' has a '.' or '..' component" },
};

static void bad_lines_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad_lines); i++)
		refused(bad_lines[i].key, bad_lines[i].text, bad_lines[i].message);
}

static void long_paths_are_exact_or_refused(void **state)
{
	static char path[PATH_MAX + 1];
	struct report report = { .socket_fd = NO_FD };
	struct jail_plan plan = { .home = HOME_NONE };

	(void)state;
	memset(path, 'x', PATH_MAX);
	path[0] = '/';
	assert_int_equal(take(&plan, &report, "bind", path), -EINVAL);
	assert_int_equal(plan.mount_count, 0);
	path[4000] = '\0';
	plan = taken("bind", path);
	assert_string_equal(plan.mounts[0].source, path);
	assert_string_equal(plan.mounts[0].target, path);
	jail_plan_clear(&plan);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(binds_are_read),
		cmocka_unit_test(what_a_token_stands_for_is_never_a_field),
		cmocka_unit_test(tmpfses_are_read),
		cmocka_unit_test(masks_are_paths_and_nothing_else),
		cmocka_unit_test(bad_lines_are_refused),
		cmocka_unit_test(long_paths_are_exact_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
