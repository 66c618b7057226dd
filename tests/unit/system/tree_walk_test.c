/* SPDX-License-Identifier: BSD-3-Clause */
/* The walk agrees with openat2(2) on every path of a table, and keeps inside where that does. */
#include "system/tree_walk.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "fixture.h"
#include "shared/cleanup.h"

#define ROOT	FIXTURE_DIRECTORY "/root"
#define OUTSIDE FIXTURE_DIRECTORY "/outside"

static void link_make(const char *target, const char *name)
{
	char path[256];

	(void)snprintf(path, sizeof(path), ROOT "/%s", name);
	check_number(symlink(target, path), 0);
}

static int root_make(void)
{
	int fd;

	file_make(OUTSIDE, "the host's", 0644);
	directory_make(ROOT "/usr/bin", 0755);
	file_make(ROOT "/usr/bin/sh", "", 0755);
	file_make(ROOT "/file", "", 0644);
	link_make("usr/bin", "bin");
	link_make("/usr", "absolute");
	link_make("../../../../usr/bin", "usr/up");
	link_make("../../outside", "escape");
	link_make(OUTSIDE, "absolute-escape");
	link_make("sh", "usr/bin/bash");
	link_make("loop-b", "loop-a");
	link_make("loop-a", "loop-b");
	link_make("nowhere", "dangling");
	tmpfs_over(ROOT "/mounted");
	file_make(ROOT "/mounted/inside", "", 0644);
	fd = open(ROOT, O_PATH | O_DIRECTORY | O_CLOEXEC);
	check(fd >= 0);
	return fd;
}

static const char *const paths[] = {
	"usr/bin/sh",
	"/usr/bin/sh",
	"//usr///bin//sh",
	"usr/./bin/.",
	"usr/./../file",
	".",
	"/",
	"..",
	"../../../..",
	"usr/bin/..",
	"usr/bin/../..",
	"../file",
	"../outside",
	"/../../outside",
	"nothing",
	"nothing/..",
	"usr/nothing",
	"file/below",
	"bin",
	"bin/sh",
	"bin/..",
	"bin/../file",
	"absolute/bin/sh",
	"absolute",
	"usr/up/sh",
	"usr/up/bash",
	"escape",
	"absolute-escape",
	"loop-a",
	"loop-a/sh",
	"dangling",
	"mounted/inside",
	"mounted/../file",
	"usr/bin/bash",
	"usr/bin/../up/sh",
	"",
};

/* 0 and the file, or the error. */
static int identify(int fd, struct stat *ret_status)
{
	*ret_status = (struct stat){ 0 };
	if (fd < 0)
		return fd;
	check_number(fstat(fd, ret_status), 0);
	check_number(fcntl(fd, F_GETFD), FD_CLOEXEC);
	check((fcntl(fd, F_GETFL) & O_PATH) != 0);
	check_number(close(fd), 0);
	return 0;
}

/* It gives up on ".." when something was renamed or mounted meanwhile, by whomever. */
static int kernel_open(int root_fd, const char *path, struct open_how *how)
{
	int fd;

	do
		fd = openat2(root_fd, path, how, sizeof(*how));
	while (fd < 0 && errno == EAGAIN);
	return fd < 0 ? -errno : fd;
}

static void compare(int root_fd, const char *path, enum tree_walk_links links)
{
	struct open_how how = {
		.flags = O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS |
			   (links == TREE_WALK_NO_LINKS ? RESOLVE_NO_SYMLINKS : 0),
	};
	struct stat wanted, found;
	int wanted_error = identify(kernel_open(root_fd, path, &how), &wanted);
	int found_error = identify(tree_walk_open(root_fd, path, links), &found);
	int is_same = wanted_error == found_error && wanted.st_ino == found.st_ino &&
		      wanted.st_dev == found.st_dev;

	check_true(is_same, path, __FILE__, links == TREE_WALK_NO_LINKS ? 1 : 2);
}

static void agrees_with_the_kernel_without_links(void)
{
	_cleanup_close_ int root_fd = root_make();

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		compare(root_fd, paths[i], TREE_WALK_NO_LINKS);
}

static void agrees_with_the_kernel_on_links(void)
{
	_cleanup_close_ int root_fd = root_make();

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		compare(root_fd, paths[i], TREE_WALK_INNER_LINKS);
}

/* The control shows what the text of the links means to whoever does not keep inside. */
static void links_stay_inside_the_root(void)
{
	_cleanup_close_ int root_fd = root_make();

	check(openat(root_fd, "absolute-escape", O_PATH | O_CLOEXEC) >= 0);
	check_number(tree_walk_open(root_fd, "absolute-escape", TREE_WALK_INNER_LINKS), -ENOENT);
	check_number(tree_walk_open(root_fd, "absolute-escape", TREE_WALK_NO_LINKS), -ELOOP);
}

static void links_of_procfs_are_refused(void)
{
	_cleanup_close_ int proc_fd = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);

	check(is_there(proc_fd, "1/root/proc"));
	check_number(tree_walk_open(proc_fd, "1/root/proc", TREE_WALK_NO_LINKS), -ELOOP);
	check_number(tree_walk_open(proc_fd, "1/root/proc", TREE_WALK_INNER_LINKS), -ELOOP);
	check_number(tree_walk_open(proc_fd, "1/cwd", TREE_WALK_INNER_LINKS), -ELOOP);
}

static void long_paths_are_refused_not_cut(void)
{
	_cleanup_close_ int root_fd = root_make();
	char path[2 * PATH_MAX];

	(void)memset(path, '/', sizeof(path));
	(void)memcpy(path + sizeof(path) - 5, "file", 5);
	check_number(tree_walk_open(root_fd, path, TREE_WALK_NO_LINKS), -ENAMETOOLONG);
	(void)memset(path, 'n', NAME_MAX + 1);
	path[NAME_MAX + 1] = '\0';
	check_number(tree_walk_open(root_fd, path, TREE_WALK_NO_LINKS), -ENAMETOOLONG);
}

/* As long as the kernel has it: 40 links, not one more. */
static void a_chain_of_links_has_an_end(void)
{
	_cleanup_close_ int root_fd = root_make();
	char name[16], target[16];

	link_make("file", "chain1");
	for (int i = 2; i <= 41; i++) {
		(void)snprintf(name, sizeof(name), "chain%d", i);
		(void)snprintf(target, sizeof(target), "chain%d", i - 1);
		link_make(target, name);
	}
	compare(root_fd, "chain40", TREE_WALK_INNER_LINKS);
	compare(root_fd, "chain41", TREE_WALK_INNER_LINKS);
	check(tree_walk_open(root_fd, "chain40", TREE_WALK_INNER_LINKS) >= 0);
	check_number(tree_walk_open(root_fd, "chain41", TREE_WALK_INNER_LINKS), -ELOOP);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(agrees_with_the_kernel_without_links),
		fixture_test(agrees_with_the_kernel_on_links),
		fixture_test(links_stay_inside_the_root),
		fixture_test(links_of_procfs_are_refused),
		fixture_test(long_paths_are_refused_not_cut),
		fixture_test(a_chain_of_links_has_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
