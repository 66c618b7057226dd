/* SPDX-License-Identifier: BSD-3-Clause */
/* Maps hold the range and nothing else; mapped trees show it, and take nothing of anybody's else.
 */
#include "ids/idmap.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "fixture.h"
#include "shared/cleanup.h"
#include "system/mount_tree.h"

#define BASE  1000000U
#define COUNT 65536U
#define TREE  FIXTURE_DIRECTORY "/tree"
#define SHOWN FIXTURE_DIRECTORY "/shown"
#define OTHER 4711 /* nobody's id in these tests */

static struct idmap map_for(uint32_t own)
{
	return (struct idmap){ .is_active = true,
			       .uid_base = BASE,
			       .gid_base = 2 * BASE,
			       .count = COUNT,
			       .uid = own,
			       .gid = own + 1,
			       .group_run_count = 1,
			       .group_runs = {
				       { own + 1, own + 1 < COUNT ? own + 1 : COUNT - 1, 1 } } };
}

/* With a group below the range's end, and two above it. */
static struct idmap map_with_groups(uint32_t own)
{
	struct idmap map = map_for(own);

	map.group_runs[map.group_run_count++] = (struct id_run){ 5001, 5001, 1 };
	map.group_runs[map.group_run_count++] = (struct id_run){ 200513, 65263, 2 };
	return map;
}

static void ids_without_a_user_namespace_are_themselves(void **state)
{
	const struct idmap map = { .is_active = false };

	(void)state;
	assert_int_equal(idmap_uid(&map, 0), 0);
	assert_int_equal(idmap_gid(&map, 5001), 5001);
}

static void ids_lie_in_the_range(void **state)
{
	const struct idmap map = map_for(1001);

	(void)state;
	assert_int_equal(idmap_uid(&map, 0), BASE);
	assert_int_equal(idmap_uid(&map, 1001), BASE + 1001);
	assert_int_equal(idmap_uid(&map, COUNT - 1), BASE + COUNT - 1);
	assert_int_equal(idmap_gid(&map, 0), 2 * BASE);
	assert_int_equal(idmap_gid(&map, 1002), 2 * BASE + 1002);
}

static void an_own_id_beyond_the_range_has_its_last_place(void **state)
{
	const struct idmap map = map_for(COUNT - 1);
	const struct idmap far = map_for(4000000000U);

	(void)state;
	assert_int_equal(idmap_uid(&map, COUNT - 1), BASE + COUNT - 1);
	assert_int_equal(idmap_gid(&map, COUNT), 2 * BASE + COUNT - 1);
	assert_int_equal(idmap_uid(&far, 4000000000U), BASE + COUNT - 1);
	assert_int_equal(idmap_uid(&far, 0), BASE);
}

static void groups_are_mapped_or_not(void **state)
{
	const struct idmap none = { .is_active = false };
	const struct idmap map = map_for(1001);
	const struct idmap far = map_for(70000);

	(void)state;
	assert_true(idmap_has_gid(&none, 4000000000U));
	assert_true(idmap_has_gid(&map, 0) && idmap_has_gid(&map, COUNT - 1));
	assert_false(idmap_has_gid(&map, COUNT) || idmap_has_gid(&map, 70001));
	/* Its last place is taken by the own one. */
	assert_true(idmap_has_gid(&far, 70001) && idmap_has_gid(&far, COUNT - 2));
	assert_false(idmap_has_gid(&far, COUNT - 1) || idmap_has_gid(&far, 70000));
}

static void groups_beyond_the_range_have_places_of_their_own(void **state)
{
	const struct idmap map = map_with_groups(1001);

	(void)state;
	assert_int_equal(idmap_gid(&map, 5001), 2 * BASE + 5001);
	assert_int_equal(idmap_gid(&map, 200514), 2 * BASE + 65264);
	assert_int_equal(idmap_gid(&map, 0), 2 * BASE);
	assert_true(idmap_has_gid(&map, 200513) && idmap_has_gid(&map, 200514));
	assert_false(idmap_has_gid(&map, 200515) || idmap_has_gid(&map, COUNT));
	/* What they take is nobody's else. */
	assert_false(idmap_has_gid(&map, 65000) || idmap_has_gid(&map, 65533));
	assert_true(idmap_has_gid(&map, 64999) && idmap_has_gid(&map, 65534));
}

static void check_there_and_back(const struct idmap *map)
{
	const gid_t gids[] = { 0, map->gid, 5001, 200513, 200514, 64999, 65534 };

	for (size_t i = 0; i < ARRAY_SIZE(gids); i++)
		assert_int_equal(idmap_gid_inside(map, idmap_gid(map, gids[i])), gids[i]);
	assert_int_equal(idmap_uid_inside(map, idmap_uid(map, map->uid)), map->uid);
	/* A place that nobody has; and what lies beside the range. */
	assert_int_equal(idmap_gid_inside(map, 2 * BASE + 65010), IDMAP_NO_PLACE);
	assert_int_equal(idmap_gid_inside(map, 2 * BASE + 200513), IDMAP_NO_PLACE);
	assert_int_equal(idmap_gid_inside(map, 5001), IDMAP_NO_PLACE);
	assert_int_equal(idmap_uid_inside(map, BASE - 1), IDMAP_NO_PLACE);
	assert_int_equal(idmap_uid_inside(map, BASE + COUNT), IDMAP_NO_PLACE);
}

static void there_and_back_an_id_is_itself(void **state)
{
	const struct idmap none = { .is_active = false };
	const struct idmap near = map_with_groups(1001);
	const struct idmap far = map_with_groups(70000);

	(void)state;
	assert_int_equal(idmap_gid_inside(&none, 200513), 200513);
	assert_int_equal(idmap_uid_inside(&none, 200513), 200513);
	check_there_and_back(&near);
	check_there_and_back(&far);
}

/* A process in a new user namespace, to be mapped; it waits to be killed. */
static pid_t process_start(int *ret_proc_fd)
{
	char path[32], byte;
	int ready[2];
	pid_t pid;

	check_number(pipe2(ready, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0) {
		check_number(unshare(CLONE_NEWUSER), 0);
		check_number(write(ready[1], "", 1), 1);
		for (;;)
			(void)pause();
	}
	check_number(read(ready[0], &byte, 1), 1);
	(void)snprintf(path, sizeof(path), "/proc/%d", pid);
	*ret_proc_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	check(*ret_proc_fd >= 0);
	return pid;
}

static void process_end(pid_t pid)
{
	check_number(kill(pid, SIGKILL), 0);
	check_number(waitpid(pid, NULL, 0), pid);
}

static void check_map(int proc_fd, const char *name, const char *wanted)
{
	char text[1024], single[1024];
	size_t used = 0;

	file_read(proc_fd, name, text, sizeof(text));
	/* The kernel aligns its columns; runs of blanks are one here. */
	for (const char *byte = text; *byte != '\0'; byte++)
		if (*byte != ' ')
			single[used++] = *byte;
		else if (used > 0 && single[used - 1] != ' ' && single[used - 1] != '\n')
			single[used++] = ' ';
	single[used] = '\0';
	check_text(single, wanted);
	check_number(strlen(single), strlen(wanted));
}

static void maps_hold_the_range(void)
{
	const struct idmap map = map_for(1001);
	int proc_fd;
	pid_t pid = process_start(&proc_fd);

	check_number(idmap_write(&map, proc_fd), 0);
	check_map(proc_fd, "uid_map", "0 1000000 65536\n");
	check_map(proc_fd, "gid_map", "0 2000000 65536\n");
	process_end(pid);
}

static void an_own_id_beyond_the_range_takes_nothing_besides(void)
{
	const struct idmap map = map_for(70000);
	int proc_fd;
	pid_t pid = process_start(&proc_fd);

	check_number(idmap_write(&map, proc_fd), 0);
	check_map(proc_fd, "uid_map", "0 1000000 65535\n70000 1065535 1\n");
	check_map(proc_fd, "gid_map", "0 2000000 65535\n70001 2065535 1\n");
	process_end(pid);
}

static void far_groups_have_their_numbers_in_the_jail(void)
{
	struct idmap map = map_with_groups(1001);
	int proc_fd;
	pid_t pid = process_start(&proc_fd);

	check_number(idmap_write(&map, proc_fd), 0);
	check_map(proc_fd, "uid_map", "0 1000000 65536\n");
	check_map(proc_fd, "gid_map", "0 2000000 65000\n200513 2065263 2\n65534 2065534 2\n");
	process_end(pid);
	map = map_with_groups(70000);
	map.group_runs[0].first = 65100; /* of his, where the far ones are */
	map.group_runs[0].place = 65100;
	map.group_runs[1] = (struct id_run){ 70001, 65535, 1 };
	pid = process_start(&proc_fd);
	check_number(idmap_write(&map, proc_fd), 0);
	check_map(proc_fd, "gid_map",
		  "0 2000000 65000\n65100 2065100 1\n200513 2065263 2\n65534 2065534 1\n"
		  "70001 2065535 1\n");
	process_end(pid);
}

static void adjacent_ranges_share_no_id(void)
{
	const struct idmap first = map_for(1001);
	struct idmap second = map_for(70000);
	int first_fd, second_fd;
	pid_t first_pid = process_start(&first_fd), second_pid = process_start(&second_fd);

	second.uid_base += COUNT;
	second.gid_base += COUNT;
	check_number(idmap_write(&first, first_fd), 0);
	check_number(idmap_write(&second, second_fd), 0);
	check_map(first_fd, "uid_map", "0 1000000 65536\n");
	check_map(second_fd, "uid_map", "0 1065536 65535\n70000 1131071 1\n");
	process_end(first_pid);
	process_end(second_pid);
}

static void a_map_is_written_once(void)
{
	const struct idmap map = map_for(1001);
	int proc_fd;
	pid_t pid = process_start(&proc_fd);

	check_number(idmap_write(&map, proc_fd), 0);
	check_number(idmap_write(&map, proc_fd), -EPERM);
	process_end(pid);
}

static void a_range_that_the_kernel_refuses_is_an_error(void)
{
	struct idmap map = map_for(1001);
	int proc_fd;
	pid_t pid = process_start(&proc_fd);

	map.gid_base = UINT32_MAX - 10;
	check_number(idmap_write(&map, proc_fd), -EINVAL);
	process_end(pid);
}

/* The way to see a namespace's maps: be in it. */
static void check_own_namespace(const struct idmap *map, const char *uids, const char *gids)
{
	int namespace_fd = idmap_own_namespace(map);
	pid_t child;

	check(namespace_fd >= 0);
	check_number(fcntl(namespace_fd, F_GETFD), FD_CLOEXEC);
	check_errno(waitpid(-1, NULL, WNOHANG), ECHILD);
	child = fork();
	if (child == 0) {
		check_number(setns(namespace_fd, CLONE_NEWUSER), 0);
		check_map(open("/proc/self", O_RDONLY | O_DIRECTORY), "uid_map", uids);
		check_map(open("/proc/self", O_RDONLY | O_DIRECTORY), "gid_map", gids);
		_exit(0);
	}
	check_child(child);
	(void)close(namespace_fd);
}

static void the_own_namespace_maps_what_is_his_into_the_range(void)
{
	struct idmap map = map_for(1001);

	/* Seen from inside: what is on disk, then what the parent calls it. */
	check_own_namespace(&map,
			    "0 0 1001\n1001 1001001 1\n1002 1002 998998\n"
			    "1065536 1065536 4293901759\n",
			    "0 0 1002\n1002 2001002 1\n1003 1003 1998997\n"
			    "2065536 2065536 4292901759\n");
	map = map_with_groups(1001);
	check_own_namespace(&map,
			    "0 0 1001\n1001 1001001 1\n1002 1002 998998\n"
			    "1065536 1065536 4293901759\n",
			    "0 0 1002\n1002 2001002 1\n1003 1003 3998\n5001 2005001 1\n"
			    "5002 5002 195511\n200513 2065263 2\n200515 200515 1799485\n"
			    "2065536 2065536 4292901759\n");
}

static void tree_begin(void)
{
	tmpfs_over(TREE);
	directory_make(SHOWN, 0755);
	check_number(chown(TREE, FIXTURE_UID, FIXTURE_UID + 1), 0);
	check_number(chmod(TREE, 0777), 0);
	file_make(TREE "/roots", "", 0644);
	file_make(TREE "/his", "", 0644);
	file_make(TREE "/others", "", 0644);
	check_number(chown(TREE "/his", FIXTURE_UID, FIXTURE_UID + 1), 0);
	check_number(chown(TREE "/others", OTHER, OTHER), 0);
}

static void tree_show(int namespace_fd)
{
	_cleanup_close_ int tree_fd = tree_open(TREE, MOUNT_ATTRIBUTES_PLAIN);
	_cleanup_close_ int target_fd = open(SHOWN, O_PATH | O_DIRECTORY | O_CLOEXEC);

	check_number(idmap_tree(tree_fd, namespace_fd, false), 0);
	check_number(mount_tree_attach(tree_fd, target_fd), 0);
}

static void check_owner(const char *path, uid_t uid, gid_t gid)
{
	struct stat status;

	check_true(lstat(path, &status) == 0, path, __FILE__, __LINE__);
	check_number(status.st_uid, uid);
	check_number(status.st_gid, gid);
}

/* As the tenant: the ids that his processes have on the host. */
static void be_tenant(const struct idmap *map)
{
	check_number(setresgid(idmap_gid(map, map->gid), idmap_gid(map, map->gid), -1U), 0);
	check_number(setresuid(idmap_uid(map, map->uid), idmap_uid(map, map->uid), -1U), 0);
}

static void what_is_not_the_tenants_own_is_as_it_is(void)
{
	const struct idmap map = map_for(FIXTURE_UID);
	_cleanup_close_ int namespace_fd = idmap_own_namespace(&map);
	pid_t child;

	tree_begin();
	tree_show(namespace_fd);
	check_owner(SHOWN "/his", BASE + FIXTURE_UID, 2 * BASE + FIXTURE_UID + 1);
	/* Ids of the host, which nobody in the jail is or can become. */
	check_owner(SHOWN "/roots", 0, 0);
	check_owner(SHOWN "/others", OTHER, OTHER);
	/* Of the range there is but his own; what the tenant makes is his, on disk too. */
	child = fork();
	if (child == 0) {
		check_number(setresgid(idmap_gid(&map, 0), idmap_gid(&map, 0), -1U), 0);
		check_number(setresuid(idmap_uid(&map, 0), idmap_uid(&map, 0), -1U), 0);
		check_errno(open(SHOWN "/new", O_CREAT | O_WRONLY | O_CLOEXEC, 0600), EOVERFLOW);
		_exit(0);
	}
	check_child(child);
	child = fork();
	if (child == 0) {
		be_tenant(&map);
		check(open(SHOWN "/new", O_CREAT | O_WRONLY | O_CLOEXEC, 0600) >= 0);
		_exit(0);
	}
	check_child(child);
	check_owner(TREE "/new", FIXTURE_UID, FIXTURE_UID + 1);
}

static void only_file_systems_that_can_be_mapped_are(void)
{
	const struct idmap map = map_for(FIXTURE_UID);
	_cleanup_close_ int namespace_fd = idmap_own_namespace(&map);
	_cleanup_close_ int tree_fd = NO_FD;

	tree_begin();
	directory_make(FIXTURE_DIRECTORY "/upper", 0755);
	directory_make(FIXTURE_DIRECTORY "/work", 0755);
	check_number(mount("overlay", SHOWN, "overlay", 0,
			   "lowerdir=" TREE ",upperdir=" FIXTURE_DIRECTORY
			   "/upper,workdir=" FIXTURE_DIRECTORY "/work"),
		     0);
	tree_fd = tree_open(SHOWN, 0);
	check_number(idmap_tree(tree_fd, namespace_fd, false), -EINVAL);
}

/* Whatever its mount is mapped to, the next map would not show what is on disk. */
static void what_is_mapped_is_not_mapped_again(void)
{
	const struct idmap map = map_for(FIXTURE_UID);
	_cleanup_close_ int namespace_fd = idmap_own_namespace(&map);
	_cleanup_close_ int tree_fd = NO_FD;

	tree_begin();
	tree_show(namespace_fd);
	tree_fd = tree_open(SHOWN, 0);
	check(idmap_tree(tree_fd, namespace_fd, false) < 0);
	check_owner(SHOWN "/his", BASE + FIXTURE_UID, 2 * BASE + FIXTURE_UID + 1);
}

static void what_is_below_is_mapped_if_it_is_wanted(void)
{
	const struct idmap map = map_for(FIXTURE_UID);
	_cleanup_close_ int namespace_fd = idmap_own_namespace(&map);
	_cleanup_close_ int tree_fd = NO_FD;
	struct stat status;

	tree_begin();
	tmpfs_over(TREE "/below");
	file_make(TREE "/below/his", "", 0644);
	check_number(chown(TREE "/below/his", FIXTURE_UID, FIXTURE_UID), 0);
	tree_fd = tree_open(TREE, 0);
	check_number(idmap_tree(tree_fd, namespace_fd, true), 0);
	check_number(fstatat(tree_fd, "below/his", &status, 0), 0);
	check_number(status.st_uid, BASE + FIXTURE_UID);
}

static void a_tree_of_the_jails_making_becomes_its_roots(void)
{
	const struct idmap map = map_for(1001);
	const struct idmap none = { .is_active = false };
	_cleanup_close_ int fd = NO_FD;

	tmpfs_over(TREE);
	file_make(FIXTURE_DIRECTORY "/outside", "", 0600);
	file_make(TREE "/a/b/file", "", 0600);
	check_number(symlink(FIXTURE_DIRECTORY "/outside", TREE "/a/link"), 0);
	check_number(symlink(FIXTURE_DIRECTORY, TREE "/a/up"), 0);
	check_number(mkfifo(TREE "/a/fifo", 0600), 0);
	fd = open(TREE, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	check_number(idmap_own_tree(&none, fd), 0);
	check_owner(TREE "/a/b/file", 0, 0);
	check_number(idmap_own_tree(&map, fd), 0);
	check_owner(TREE, BASE, 2 * BASE);
	check_owner(TREE "/a/b/file", BASE, 2 * BASE);
	check_owner(TREE "/a/fifo", BASE, 2 * BASE);
	check_owner(TREE "/a/link", BASE, 2 * BASE);
	check_owner(FIXTURE_DIRECTORY "/outside", 0, 0);
	check_owner(FIXTURE_DIRECTORY, 0, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_without_a_user_namespace_are_themselves),
		cmocka_unit_test(ids_lie_in_the_range),
		cmocka_unit_test(an_own_id_beyond_the_range_has_its_last_place),
		cmocka_unit_test(groups_are_mapped_or_not),
		cmocka_unit_test(groups_beyond_the_range_have_places_of_their_own),
		cmocka_unit_test(there_and_back_an_id_is_itself),
		fixture_test(maps_hold_the_range),
		fixture_test(an_own_id_beyond_the_range_takes_nothing_besides),
		fixture_test(far_groups_have_their_numbers_in_the_jail),
		fixture_test(adjacent_ranges_share_no_id),
		fixture_test(a_map_is_written_once),
		fixture_test(a_range_that_the_kernel_refuses_is_an_error),
		fixture_test(the_own_namespace_maps_what_is_his_into_the_range),
		fixture_test(what_is_not_the_tenants_own_is_as_it_is),
		fixture_test(only_file_systems_that_can_be_mapped_are),
		fixture_test(what_is_mapped_is_not_mapped_again),
		fixture_test(what_is_below_is_mapped_if_it_is_wanted),
		fixture_test(a_tree_of_the_jails_making_becomes_its_roots),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
