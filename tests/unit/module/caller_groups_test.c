/* SPDX-License-Identifier: BSD-3-Clause */
/* Which of its groups a process has in a user namespace that maps the first five thousand. */
#include "caller_groups.h"

#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"
#include "reason.h"
#include "shared/cleanup.h"

#define MAP	    "0 100000 5000"
#define WITH_NOBODY MAP "\n65534 105000 1"

static void file_write(const char *path, const char *text)
{
	_cleanup_close_ int fd = open(path, O_WRONLY | O_CLOEXEC);

	check_number(write(fd, text, strlen(text)), strlen(text));
}

/* Outside: writes the maps of the process that has said that it is there, then lets it go on. */
static void maps_write(int said_fd, int go_fd, pid_t pid, const char *gid_map)
{
	char path[64], byte;

	check_number(read(said_fd, &byte, 1), 1);
	(void)snprintf(path, sizeof(path), "/proc/%d/uid_map", pid);
	file_write(path, MAP);
	(void)snprintf(path, sizeof(path), "/proc/%d/gid_map", pid);
	file_write(path, gid_map);
	check_number(write(go_fd, "", 1), 1);
}

static void move(int said_fd, int go_fd)
{
	char byte;

	check_number(unshare(CLONE_NEWUSER), 0);
	check_number(write(said_fd, "", 1), 1);
	check_number(read(go_fd, &byte, 1), 1);
	check(setgroups(0, NULL) == 0 && setresgid(0, 0, 0) == 0 && setresuid(0, 0, 0) == 0);
}

/* Runs before in a process, then after in the namespace, with what was taken down in between. */
static void in_namespace(const char *gid_map, void (*before)(void), void (*after)(void))
{
	int said[2], go[2];
	pid_t pid;

	check(pipe2(said, O_CLOEXEC) == 0 && pipe2(go, O_CLOEXEC) == 0);
	pid = fork();
	if (pid == 0) {
		struct caller_groups groups = { .list = NULL };
		struct reason reason = { 0 };

		before();
		check_number(caller_groups_get(&groups), 0);
		move(said[1], go[0]);
		check_number(caller_groups_set(&groups, &reason), 0);
		check_number(reason.text[0], 0);
		caller_groups_clear(&groups);
		after();
		_exit(0);
	}
	maps_write(said[0], go[1], pid, gid_map);
	check_child(pid);
}

static void check_groups(size_t count, const gid_t *wanted)
{
	gid_t list[16];

	check_number(getgroups(16, list), count);
	for (size_t i = 0; i < count; i++)
		check_number(list[i], wanted[i]);
}

static void check_ids(gid_t real, gid_t effective, gid_t saved)
{
	gid_t ids[3];

	check_number(getresgid(&ids[0], &ids[1], &ids[2]), 0);
	check_number(ids[0], real);
	check_number(ids[1], effective);
	check_number(ids[2], saved);
}

static void of_su(void)
{
	const gid_t list[] = { 27, 1001, 4999 };

	check_number(setgroups(3, list), 0);
}

static void like_su(void)
{
	check_groups(3, (const gid_t[]){ 27, 1001, 4999 });
	check_ids(0, 0, 0);
}

static void of_sudo(void)
{
	of_su();
	check_number(setgid(1001), 0);
}

static void like_sudo(void)
{
	check_groups(3, (const gid_t[]){ 27, 1001, 4999 });
	check_ids(1001, 1001, 1001);
}

static void what_was_set_is_taken_along(void)
{
	in_namespace(MAP, of_su, like_su);
	in_namespace(MAP, of_sudo, like_sudo);
}

static void of_nobody(void)
{
	check_number(setgroups(0, NULL), 0);
}

static void like_nobody(void)
{
	check_number(getgroups(0, NULL), 0);
	check_ids(0, 0, 0);
}

static void none_stay_none(void)
{
	in_namespace(MAP, of_nobody, like_nobody);
}

static void of_another_map(void)
{
	const gid_t list[] = { 27, 5000, 4999, 100000 };

	check_number(setgroups(4, list), 0);
	check_number(setresgid(1001, 5000, 100027), 0);
}

static void like_another_map(void)
{
	check_groups(2, (const gid_t[]){ 27, 4999 });
	check_ids(1001, 0, 0);
}

static void like_another_map_with_nobody(void)
{
	check_groups(2, (const gid_t[]){ 27, 4999 });
	check_ids(1001, 65534, 65534);
}

static void of_strangers(void)
{
	check_number(setgroups(1, &(const gid_t){ 5000 }), 0);
	check_number(setgid(5000), 0);
}

static void what_is_not_mapped_is_left_out(void)
{
	in_namespace(MAP, of_another_map, like_another_map);
	in_namespace(MAP, of_strangers, like_nobody);
	in_namespace(WITH_NOBODY, of_another_map, like_another_map_with_nobody);
}

static void who_may_not_set_any_is_told(void)
{
	struct caller_groups groups = { .list = NULL };
	struct reason reason = { 0 };

	check_number(caller_groups_get(&groups), 0);
	root_give_up();
	check(caller_groups_set(&groups, &reason) < 0);
	check_text(reason.text, "the caller's groups can not be taken along");
	caller_groups_clear(&groups);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(what_was_set_is_taken_along),
		fixture_test(none_stay_none),
		fixture_test(what_is_not_mapped_is_left_out),
		fixture_test(who_may_not_set_any_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
