/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A made-up rootfs on PLACE and the trust walk over it, with and without what is kept of walks: the
 * verdict must be one. It must never: be used for what depends on the age of a directory.
 */
#pragma once

#include <limits.h>
#include <time.h>

#include "config_fixture.h"
#include "plan/jail_plan.h"
#include "rootfs/rootfs_trust.h"
#include "shared/request.h"
#include "system/file_settled.h"
#include "system/mount_tree.h"

#define TENANT 1001

static char home[PATH_MAX] = "/home/alice";
static struct request_group groups[] = { { 2000, NULL } };

static struct report last;

/* Below it the trust walk keeps what it has looked at. */
static int state_fd = NO_FD;

/* In the place of file_settled.c: nobody has to wait for a directory to be old. */
static bool is_settled = true;

uint64_t file_settled_clock(void)
{
	return 0;
}

bool file_settled_is(uint64_t changed_ns, uint64_t now_ns)
{
	(void)changed_ns;
	(void)now_ns;
	return is_settled;
}

/* Before Linux 6.13 a file changed within one tick of the clock has one time for all of it. */
static inline void tick_wait(void)
{
	struct timespec begin, now;

	(void)clock_gettime(CLOCK_REALTIME_COARSE, &begin);
	do
		(void)clock_gettime(CLOCK_REALTIME_COARSE, &now);
	while (now.tv_nsec == begin.tv_nsec);
}

static char place_path[] = PLACE;
static struct jail_plan plan = { .rootfs = place_path };

/* Runs the check and looks for descriptors that stayed open. */
static inline int check_with(int kept_fd)
{
	struct request request = {
		.uid = TENANT, .gid = TENANT, .home = home, .group_count = 1, .groups = groups
	};
	int rootfs_fd = open(PLACE, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int first_free = dup(rootfs_fd);
	int result, free_after;

	assert_int_equal(close(first_free), 0);
	last = quiet_report();
	result = rootfs_trust_check(rootfs_fd, &plan, kept_fd, &request, &last);
	free_after = dup(rootfs_fd);
	assert_int_equal(free_after, first_free);
	assert_int_equal(close(free_after), 0);
	assert_int_equal(close(rootfs_fd), 0);
	return result;
}

/* The same verdict whether nothing is kept, something of an earlier check, or something of this. */
static inline int check(void)
{
	int result = check_with(NO_FD);
	struct report first = last;

	for (int i = 0; i < 2; i++) {
		assert_int_equal(check_with(state_fd), result);
		assert_string_equal(last.text, first.text);
		assert_int_equal(last.error_count, first.error_count);
	}
	tick_wait();
	return result;
}

static inline void expect_trusted(void)
{
	int error = check();

	if (error != 0)
		fail_msg("%d: %s", error, last.text);
	assert_int_equal(last.error_count, 0);
}

static inline void expect_fault(int error, const char *path, const char *reason)
{
	char text[REASON_MAX];

	(void)snprintf(text, sizeof(text), "rootfs '" PLACE "': '%s'%s%s", path,
		       reason[0] == ',' ? "" : " ", reason);
	assert_int_equal(check(), error);
	assert_string_equal(last.text, text);
	assert_int_equal(last.error_count, 1);
}

/* The path in the rootfs as one outside; from a ring, so that two can be used at once. */
static inline const char *in(const char *path)
{
	static char ring[4][PATH_MAX];
	static size_t turn;
	char *full = ring[turn++ % 4];

	(void)snprintf(full, PATH_MAX, PLACE "/%s", path);
	return full;
}

static inline void parents_make(const char *path)
{
	char parent[512];

	for (const char *slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		(void)snprintf(parent, sizeof(parent), "%.*s", (int)(slash - path), path);
		assert_true(mkdir(in(parent), 0755) == 0 || errno == EEXIST);
	}
}

static inline void directory_make(const char *path)
{
	parents_make(path);
	assert_true(mkdir(in(path), 0755) == 0 || errno == EEXIST);
}

static inline void file_make(const char *path)
{
	parents_make(path);
	write_text(in(path), "");
}

static inline void link_make(const char *path, const char *target)
{
	parents_make(path);
	assert_int_equal(symlink(target, in(path)), 0);
}

static inline void give(const char *path, uid_t uid, gid_t gid)
{
	assert_int_equal(lchown(in(path), uid, gid), 0);
}

static inline void set_mode(const char *path, mode_t mode)
{
	assert_int_equal(chmod(in(path), mode), 0);
}

/* Where things are kept stands outside of every rootfs, for the whole run. */
static inline int trust_place_make(void **state)
{
	struct report report = quiet_report();

	if (place_make(state) != 0)
		return -1;
	state_fd = mount_tree_make("tmpfs", NULL, MOUNT_ATTRIBUTES_PLAIN, &report);
	return state_fd < 0 ? -1 : 0;
}
