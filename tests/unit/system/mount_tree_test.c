/* SPDX-License-Identifier: BSD-3-Clause */
/* Detached trees: their attributes, what they take along, and where they can be attached. */
#include "system/mount_tree.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>

#include "fixture.h"
#include "shared/cleanup.h"

#define SOURCE FIXTURE_DIRECTORY "/source"
#define TARGET FIXTURE_DIRECTORY "/target"

static int directory_open(const char *path)
{
	int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);

	check(fd >= 0);
	return fd;
}

static void clone_attach(uint64_t attributes, bool is_recursive)
{
	_cleanup_close_ int source_fd = directory_open(SOURCE);
	_cleanup_close_ int tree_fd = mount_tree_clone(source_fd, attributes, is_recursive);

	check(tree_fd >= 0);
	directory_make(TARGET, 0755);
	check_number(mount_tree_attach_at(tree_fd, AT_FDCWD, TARGET), 0);
}

static void made_with_options_and_attributes(void)
{
	static const struct mount_option options[] = { { "size", "1m" },
						       { "nr_inodes", "10" },
						       { NULL, NULL } };
	struct report report = { .socket_fd = NO_FD };
	_cleanup_close_ int fd = NO_FD;
	struct statvfs status;

	directory_make(TARGET, 0755);
	fd = mount_tree_make("tmpfs", options, MOUNT_ATTRIBUTES_PLAIN | MOUNT_ATTR_RDONLY, &report);
	check(fd >= 0);
	check_number(fcntl(fd, F_GETFD), FD_CLOEXEC);
	check(!is_mount_point(AT_FDCWD, TARGET));
	check_number(mount_tree_attach_at(fd, AT_FDCWD, TARGET), 0);
	check_number(mount_type(AT_FDCWD, TARGET), TMPFS_MAGIC);
	check_number(mount_flags(AT_FDCWD, TARGET), ST_RDONLY | ST_NOSUID | ST_NODEV);
	check_errno(openat(AT_FDCWD, TARGET "/file", O_CREAT | O_WRONLY, 0600), EROFS);
	check_number(statvfs(TARGET, &status), 0);
	check_number(status.f_blocks * status.f_frsize, 1 << 20);
	check_number(status.f_files, 10);
	check_number(report.error_count, 0);
}

static void flags_are_options_without_value(void)
{
	static const struct mount_option options[] = { { "ro", NULL }, { NULL, NULL } };
	struct report report = { .socket_fd = NO_FD };
	_cleanup_close_ int fd = mount_tree_make("tmpfs", options, 0, &report);

	check(fd >= 0);
	check_number(mount_flags(fd, "."), ST_RDONLY);
}

static void an_unknown_option_is_refused_by_name(void)
{
	static const struct mount_option options[] = { { "bogus", "1" }, { NULL, NULL } };
	struct report report = { .socket_fd = NO_FD };

	check_number(mount_tree_make("tmpfs", options, 0, &report), -EINVAL);
	check_number(report.error_count, 1);
	check_text(report.text, "file system 'tmpfs': can not take the option 'bogus'");
}

static void an_unknown_type_is_refused_by_name(void)
{
	struct report report = { .socket_fd = NO_FD };

	check_number(mount_tree_make("nosuchfs", NULL, 0, &report), -ENODEV);
	check_text(report.text, "file system 'nosuchfs'");
}

static void a_clone_bears_its_attributes_alone(void)
{
	tmpfs_over(SOURCE);
	clone_attach(MOUNT_ATTRIBUTES_PLAIN | MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOEXEC, false);
	check_number(mount_flags(AT_FDCWD, TARGET), ST_RDONLY | ST_NOSUID | ST_NODEV | ST_NOEXEC);
	check_number(mount_flags(AT_FDCWD, SOURCE), 0);
	file_make(SOURCE "/seen", "here", 0644);
	check(is_there(AT_FDCWD, TARGET "/seen"));
}

static void a_clone_begins_at_its_directory(void)
{
	_cleanup_close_ int source_fd = NO_FD;
	_cleanup_close_ int tree_fd = NO_FD;

	file_make(SOURCE "/below/marker", "here", 0644);
	source_fd = directory_open(SOURCE "/below");
	tree_fd = mount_tree_clone(source_fd, 0, false);
	check(is_there(tree_fd, "marker"));
	check_number(fchdir(tree_fd), 0);
	check_number(chdir(".."), 0);
	check(is_there(AT_FDCWD, "marker"));
}

static void a_plain_clone_leaves_mounts_below_behind(void)
{
	tmpfs_over(SOURCE);
	tmpfs_over(SOURCE "/below");
	file_make(SOURCE "/below/marker", "here", 0644);
	clone_attach(0, false);
	check(is_there(AT_FDCWD, TARGET "/below"));
	check(!is_there(AT_FDCWD, TARGET "/below/marker"));
}

static void a_recursive_clone_restricts_mounts_below(void)
{
	tmpfs_over(SOURCE);
	tmpfs_over(SOURCE "/below");
	file_make(SOURCE "/below/marker", "here", 0644);
	clone_attach(MOUNT_ATTRIBUTES_PLAIN | MOUNT_ATTR_RDONLY, true);
	check(is_there(AT_FDCWD, TARGET "/below/marker"));
	check_number(mount_flags(AT_FDCWD, TARGET "/below"), ST_RDONLY | ST_NOSUID | ST_NODEV);
	check_errno(mkdir(TARGET "/below/new", 0755), EROFS);
	check_number(mkdir(SOURCE "/below/new", 0755), 0);
}

/* What is mounted in a copy of a shared mount shows in the original, unless the copy is private. */
static void a_clone_of_a_shared_mount_is_private(void)
{
	tmpfs_over(SOURCE);
	directory_make(SOURCE "/point", 0755);
	check_number(mount(NULL, SOURCE, NULL, MS_SHARED, NULL), 0);
	clone_attach(0, false);
	tmpfs_over(TARGET "/point");
	check(is_mount_point(AT_FDCWD, TARGET "/point"));
	check(!is_mount_point(AT_FDCWD, SOURCE "/point"));

	directory_make(FIXTURE_DIRECTORY "/control", 0755);
	check_number(mount(SOURCE, FIXTURE_DIRECTORY "/control", NULL, MS_BIND, NULL), 0);
	tmpfs_over(FIXTURE_DIRECTORY "/control/point");
	check(is_mount_point(AT_FDCWD, SOURCE "/point"));
}

static void restrict_reaches_below_only_if_told(void)
{
	_cleanup_close_ int fd = NO_FD;

	tmpfs_over(SOURCE);
	tmpfs_over(SOURCE "/below");
	fd = directory_open(SOURCE);
	check_number(mount_tree_restrict(fd, MOUNT_ATTR_RDONLY, false), 0);
	check_number(mount_flags(AT_FDCWD, SOURCE), ST_RDONLY);
	check_number(mount_flags(AT_FDCWD, SOURCE "/below"), 0);
	check_number(mount_tree_restrict(fd, MOUNT_ATTR_NODEV, true), 0);
	check_number(mount_flags(AT_FDCWD, SOURCE), ST_RDONLY | ST_NODEV);
	check_number(mount_flags(AT_FDCWD, SOURCE "/below"), ST_NODEV);
}

static void restrict_needs_a_mount(void)
{
	_cleanup_close_ int fd = NO_FD;

	directory_make(SOURCE, 0755);
	fd = directory_open(SOURCE);
	check_number(mount_tree_restrict(fd, MOUNT_ATTR_RDONLY, false), -EINVAL);
}

static void check_target(const char *path, int wanted)
{
	_cleanup_close_ int root_fd = directory_open(TARGET);
	_cleanup_close_ int fd = mount_target_open(root_fd, path);

	check_true(wanted == 0 ? fd >= 0 : fd == wanted, path, __FILE__, __LINE__);
}

static void targets_are_never_links(void)
{
	directory_make(TARGET "/directory/below", 0755);
	check_number(symlink("directory", TARGET "/link"), 0);
	check_number(symlink("/directory", TARGET "/absolute-link"), 0);
	check_target("directory/below", 0);
	check_target("/directory/below", 0);
	check_target("link", -ELOOP);
	check_target("link/below", -ELOOP);
	check_target("absolute-link/below", -ELOOP);
	check_target("nothing", -ENOENT);
}

static void targets_stay_inside_the_root(void)
{
	file_make(FIXTURE_DIRECTORY "/outside", "host", 0644);
	file_make(TARGET "/inside", "jail", 0644);
	check_target("../outside", -ENOENT);
	check_target("/../../outside", -ENOENT);
	check_target("../inside", 0);
}

static void rename_for_ever(void)
{
	for (;;) {
		(void)rename(FIXTURE_DIRECTORY "/one/name", FIXTURE_DIRECTORY "/other/name");
		(void)rename(FIXTURE_DIRECTORY "/other/name", FIXTURE_DIRECTORY "/one/name");
	}
}

/* As often as openat2(2) fails, in 20,000 times. */
static int failures_beside_renames(void)
{
	_cleanup_close_ int root_fd = directory_open(TARGET);
	int failures = 0;

	for (int i = 0; i < 20000; i++) {
		_cleanup_close_ int fd = mount_target_open(root_fd, "below/../below/../inside");

		failures += fd < 0;
	}
	return failures;
}

/* A rename of a directory from one to the other takes the lock that openat2(2) looks at. */
static void renames_elsewhere_are_no_failure(void)
{
	pid_t pid;

	directory_make(TARGET "/below", 0755);
	directory_make(FIXTURE_DIRECTORY "/one/name", 0755);
	directory_make(FIXTURE_DIRECTORY "/other", 0755);
	file_make(TARGET "/inside", "jail", 0644);
	pid = fork();
	if (pid == 0)
		rename_for_ever();
	check_number(failures_beside_renames(), 0);
	check_number(kill(pid, SIGKILL), 0);
	check_number(waitpid(pid, NULL, 0), pid);
}

static void magic_links_lead_nowhere(void)
{
	_cleanup_close_ int proc_fd = directory_open("/proc");

	check(is_there(proc_fd, "1/root/proc"));
	check_number(mount_target_open(proc_fd, "1/root/proc"), -ELOOP);
}

/* mount(2) by path is the attack's control: there the link of the rootfs leads to the host. */
static void a_linked_target_does_not_reach_the_host(void)
{
	struct report report = { .socket_fd = NO_FD };
	_cleanup_close_ int root_fd = NO_FD;
	_cleanup_close_ int fd = NO_FD;

	directory_make(FIXTURE_DIRECTORY "/host", 0755);
	directory_make(TARGET, 0755);
	check_number(symlink(FIXTURE_DIRECTORY "/host", TARGET "/proc"), 0);
	root_fd = directory_open(TARGET);
	fd = mount_tree_make("tmpfs", NULL, MOUNT_ATTRIBUTES_PLAIN, &report);
	check(fd >= 0);
	check_number(mount_tree_attach_at(fd, root_fd, "proc"), -ELOOP);
	check(!is_mount_point(AT_FDCWD, FIXTURE_DIRECTORY "/host"));
	check_number(mount("tmpfs", TARGET "/proc", "tmpfs", 0, NULL), 0);
	check(is_mount_point(AT_FDCWD, FIXTURE_DIRECTORY "/host"));
}

static void a_directory_is_not_attached_to_a_file(void)
{
	struct report report = { .socket_fd = NO_FD };
	_cleanup_close_ int fd = mount_tree_make("tmpfs", NULL, 0, &report);

	file_make(TARGET, "", 0644);
	check(fd >= 0);
	check_number(mount_tree_attach_at(fd, AT_FDCWD, TARGET), -EINVAL);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(made_with_options_and_attributes),
		fixture_test(flags_are_options_without_value),
		fixture_test(an_unknown_option_is_refused_by_name),
		fixture_test(an_unknown_type_is_refused_by_name),
		fixture_test(a_clone_bears_its_attributes_alone),
		fixture_test(a_clone_begins_at_its_directory),
		fixture_test(a_plain_clone_leaves_mounts_below_behind),
		fixture_test(a_recursive_clone_restricts_mounts_below),
		fixture_test(a_clone_of_a_shared_mount_is_private),
		fixture_test(restrict_reaches_below_only_if_told),
		fixture_test(restrict_needs_a_mount),
		fixture_test(targets_are_never_links),
		fixture_test(targets_stay_inside_the_root),
		fixture_test(renames_elsewhere_are_no_failure),
		fixture_test(magic_links_lead_nowhere),
		fixture_test(a_linked_target_does_not_reach_the_host),
		fixture_test(a_directory_is_not_attached_to_a_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
