/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Terminals in a jail's /dev: closed until they are granted, and of no use to anybody once they are
 * withdrawn. The device is null, which can be opened without harm, where opening is what counts.
 */
#include "mounts/terminal_node.h"

#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>

#include "fixture.h"
#include "shared/cleanup.h"
#include "system/privileges.h"

#define DEV FIXTURE_DIRECTORY "/dev"

enum { USER = 54321, GROUP = 54322 };

static const struct terminal line = { .name = "ttyS9", .device = 0 };

static struct terminal line_of(unsigned int major, unsigned int minor)
{
	struct terminal terminal = line;

	terminal.device = makedev(major, minor);
	return terminal;
}

static int dev_begin(void)
{
	int fd;

	tmpfs_over(DEV);
	fd = open(DEV, O_PATH | O_DIRECTORY | O_CLOEXEC);
	check(fd >= 0);
	return fd;
}

static struct stat look(int fd, const char *name)
{
	struct stat status = { .st_mode = 0 };

	check_number(fstatat(fd, name, &status, AT_SYMLINK_NOFOLLOW), 0);
	return status;
}

static void make(int fd, const struct terminal *terminal, struct terminal_node *ret_node)
{
	check_number(terminal_node_make(fd, terminal, GROUP), 0);
	check_number(terminal_node_grant(ret_node, fd, terminal->name), 0);
}

/* What the user with his group comes to. */
static int opened_by(const char *path, gid_t gid)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		if (setgroups(0, NULL) < 0 || setresgid(gid, gid, gid) < 0 ||
		    setresuid(USER, USER, USER) < 0)
			_exit(255);
		_exit(open(path, O_RDWR | O_NOCTTY | O_CLOEXEC) < 0 ? errno : 0);
	}
	check(waitpid(child, &status, 0) == child && WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void it_is_roots_and_the_groups(void)
{
	struct terminal terminal = line_of(4, 73);
	_cleanup_close_ int fd = dev_begin();
	struct terminal_node node;
	struct stat status;

	make(fd, &terminal, &node);
	status = look(fd, "ttyS9");
	check_number(status.st_mode, S_IFCHR | 0660);
	check_number(status.st_rdev, makedev(4, 73));
	check_number(status.st_uid, 0);
	check_number(status.st_gid, GROUP);
	check_number(status.st_ino, node.inode);
	terminal_node_withdraw(&node, fd);
	check(!is_there(fd, "ttyS9"));
}

static void nobody_opens_it_before_it_is_granted(void)
{
	struct terminal terminal = line_of(1, 3);
	_cleanup_close_ int fd = dev_begin();
	struct terminal_node node;

	check_number(terminal_node_make(fd, &terminal, GROUP), 0);
	check_number(opened_by(DEV "/ttyS9", GROUP), EACCES);
	check_number(terminal_node_grant(&node, fd, "ttyS9"), 0);
	check_number(opened_by(DEV "/ttyS9", GROUP), 0);
	check_number(opened_by(DEV "/ttyS9", GROUP + 1), EACCES);
}

/* The tenant has mounted it on a file of his, in a namespace of his own. */
static void what_is_tied_to_another_place_is_closed_too(void)
{
	struct terminal terminal = line_of(1, 3);
	_cleanup_close_ int fd = dev_begin();
	struct terminal_node node;

	make(fd, &terminal, &node);
	file_make(FIXTURE_DIRECTORY "/tied", "", 0666);
	check_number(mount(DEV "/ttyS9", FIXTURE_DIRECTORY "/tied", NULL, MS_BIND, NULL), 0);
	check_number(opened_by(FIXTURE_DIRECTORY "/tied", GROUP), 0);
	terminal_node_withdraw(&node, fd);
	check(!is_there(fd, "ttyS9"));
	check_number(opened_by(FIXTURE_DIRECTORY "/tied", GROUP), EACCES);
}

static void a_later_session_has_its_own(void)
{
	struct terminal terminal = line_of(4, 73);
	_cleanup_close_ int fd = dev_begin();
	struct terminal_node first, second;

	make(fd, &terminal, &first);
	make(fd, &terminal, &second);
	check(first.inode != second.inode);
	terminal_node_withdraw(&first, fd);
	check_number(look(fd, "ttyS9").st_ino, second.inode);
	check_number(look(fd, "ttyS9").st_mode, S_IFCHR | 0660);
	terminal_node_withdraw(&second, fd);
	check(!is_there(fd, "ttyS9"));
	terminal_node_withdraw(&second, fd);
}

static void no_other_node_is_touched(void)
{
	struct terminal terminal = line_of(1, 3);
	_cleanup_close_ int fd = dev_begin();
	struct terminal_node node = { .inode = 0 };
	struct stat before, after;

	/* As those of every jail are, and another device by that name. */
	check_number(mknodat(fd, "ttyS9", S_IFCHR | 0600, makedev(1, 3)), 0);
	check_number(fchmodat(fd, "ttyS9", 0666, 0), 0);
	before = look(fd, "ttyS9");
	check_number(terminal_node_make(fd, &terminal, GROUP), -EEXIST);
	check_number(terminal_node_grant(&node, fd, "ttyS9"), -EEXIST);
	node = (struct terminal_node){ .name = "ttyS9", .inode = before.st_ino };
	terminal_node_withdraw(&node, fd);
	after = look(fd, "ttyS9");
	check_number(after.st_mode, S_IFCHR | 0666);
	check_number(fchmodat(fd, "ttyS9", 0660, 0), 0);
	terminal.device = makedev(1, 5);
	check_number(terminal_node_make(fd, &terminal, GROUP), -EEXIST);
	check_number(look(fd, "ttyS9").st_ino, before.st_ino);
}

static void no_link_is_followed(void)
{
	struct terminal terminal = line_of(4, 73);
	_cleanup_close_ int fd = dev_begin();
	struct terminal_node node = { .inode = 0 };

	check_number(mknodat(fd, "other", S_IFCHR | 0, makedev(4, 73)), 0);
	check_number(symlinkat("other", fd, "ttyS9"), 0);
	check_number(terminal_node_make(fd, &terminal, GROUP), -EEXIST);
	check_number(terminal_node_grant(&node, fd, "ttyS9"), -EEXIST);
	check_number(look(fd, "other").st_mode, S_IFCHR);
}

static void a_name_is_one_of_the_directory(void)
{
	static const char *const names[] = { "", ".", "..", "../null", "pts/0", "/dev/null" };
	_cleanup_close_ int fd = dev_begin();
	struct terminal_node node = { .inode = 0 };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct terminal terminal = line_of(4, 73);

		(void)snprintf(terminal.name, sizeof(terminal.name), "%s", names[i]);
		check_number(terminal_node_make(fd, &terminal, GROUP), -EINVAL);
		check_number(terminal_node_grant(&node, fd, names[i]), -EINVAL);
	}
	check_number(terminal_node_grant(&node, fd, "ttyS9"), -ENOENT);
	check_number(node.inode, 0);
}

/* A device that the plan has mounted there, on a file: it was there before, and stays. */
static void what_the_plan_mounts_stays(void)
{
	struct terminal terminal = line_of(4, 73);
	_cleanup_close_ int fd = dev_begin();
	struct terminal_node node;

	file_make(DEV "/ttyS9", "", 0644);
	make(fd, &terminal, &node);
	check_text(node.name, "ttyS9");
	check_number(node.inode, 0);
	terminal_node_withdraw(&node, fd);
	check_number(look(fd, "ttyS9").st_mode, S_IFREG | 0644);
}

/* The keeper has nothing but its uid. */
static void root_without_capabilities_grants_and_withdraws(void)
{
	struct terminal terminal = line_of(4, 73);
	_cleanup_close_ int fd = dev_begin();
	struct terminal_node node;

	check_number(terminal_node_make(fd, &terminal, GROUP), 0);
	check_number(privileges_drop_all(), 0);
	check_number(terminal_node_grant(&node, fd, "ttyS9"), 0);
	check_number(look(fd, "ttyS9").st_mode, S_IFCHR | 0660);
	terminal_node_withdraw(&node, fd);
	check(!is_there(fd, "ttyS9"));
	check_number(terminal_node_make(fd, &terminal, GROUP), -EPERM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fixture_test(it_is_roots_and_the_groups),
		fixture_test(nobody_opens_it_before_it_is_granted),
		fixture_test(what_is_tied_to_another_place_is_closed_too),
		fixture_test(a_later_session_has_its_own),
		fixture_test(no_other_node_is_touched),
		fixture_test(no_link_is_followed),
		fixture_test(a_name_is_one_of_the_directory),
		fixture_test(what_the_plan_mounts_stays),
		fixture_test(root_without_capabilities_grants_and_withdraws),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
