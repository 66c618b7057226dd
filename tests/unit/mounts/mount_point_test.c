/* SPDX-License-Identifier: BSD-3-Clause */
/* Places for mounts: found, made on the jail's own ground, or aside; never through a link. */
#include "mounts/mount_point.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "fixture.h"
#include "ids/idmap.h"
#include "shared/cleanup.h"
#include "system/mount_tree.h"

#define HOST FIXTURE_DIRECTORY "/host"

static const struct idmap no_idmap = { .is_active = false };

static void begin(struct fixture_jail *jail)
{
	fixture_jail_make(jail);
	directory_make(HOST, 0755);
	fixture_build_begin(jail);
}

/* A place that must be there: the control is that it can be mounted on. */
static void check_mountable(int fd, const char *path)
{
	_cleanup_close_ int tree_fd = NO_FD;

	check_true(fd >= 0, path, __FILE__, __LINE__);
	tree_fd = tree_open(HOST, 0);
	check_number(mount_tree_attach(tree_fd, fd), 0);
}

static void what_is_there_is_found(void)
{
	const struct mount_place place = { "/home", true, false, false };
	struct fixture_jail jail;
	_cleanup_close_ int fd = NO_FD;
	int holder_fd = NO_FD;

	begin(&jail);
	fd = mount_point_open(&jail.build, &place, &holder_fd);
	check_mountable(fd, place.path);
	check_number(holder_fd, NO_FD);
	check(is_mount_point(jail.build.root_fd, "home"));
	check(!is_mount_point(AT_FDCWD, FIXTURE_ROOTFS "/home"));
}

static void check_missing(struct fixture_jail *jail, const struct mount_place *place,
			  const char *advice)
{
	int holder_fd = NO_FD;

	jail->report = (struct report){ .socket_fd = NO_FD };
	check_number(mount_point_open(&jail->build, place, &holder_fd), -ENOENT);
	check_number(holder_fd, NO_FD);
	check_number(jail->report.error_count, 1);
	check_text(jail->report.text, place->path);
	check_text(jail->report.text, advice);
}

static void what_is_missing_is_named(void)
{
	static const struct mount_place places[] = {
		{ "/a", true, false, false },
		{ "/home/a/b", true, false, false },
		{ "/home/file", false, false, false },
		{ "/a/b", true, false, true }, /* the root itself can not be covered */
	};
	struct fixture_jail jail;

	begin(&jail);
	check_missing(&jail, &places[0], "mkdir -p '" FIXTURE_ROOTFS "/a'");
	check_missing(&jail, &places[1], "mkdir -p '" FIXTURE_ROOTFS "/home/a/b'");
	check_missing(&jail, &places[2], "touch '" FIXTURE_ROOTFS "/home/file'");
	check_missing(&jail, &places[3], "mkdir -p '" FIXTURE_ROOTFS "/a/b'");
	check(!is_there(AT_FDCWD, FIXTURE_ROOTFS "/a"));
	check(!is_there(AT_FDCWD, FIXTURE_ROOTFS "/home/a"));
}

/* As an overlay's root is: nobody else sees what is made there. */
static void own_root_make(struct fixture_jail *jail)
{
	begin(jail);
	tmpfs_over(FIXTURE_DIRECTORY "/own");
	jail->build.root_fd = open(FIXTURE_DIRECTORY "/own", O_PATH | O_DIRECTORY | O_CLOEXEC);
	jail->build.has_own_root = true;
}

static void check_made(int root_fd, const char *path, mode_t mode)
{
	struct stat status;

	check_number(fstatat(root_fd, path, &status, AT_SYMLINK_NOFOLLOW), 0);
	check_number(status.st_mode, mode);
	check_number(status.st_uid, 0);
	check_number(status.st_size == 0 || S_ISDIR(status.st_mode), 1);
}

static void on_own_ground_it_is_made(void)
{
	const struct mount_place directory = { "/a/b/c", true, true, false };
	const struct mount_place file = { "/a/d/file", false, true, false };
	struct fixture_jail jail;
	_cleanup_close_ int directory_fd = NO_FD;
	_cleanup_close_ int file_fd = NO_FD;
	int holder_fd = NO_FD;

	own_root_make(&jail);
	directory_fd = mount_point_open(&jail.build, &directory, &holder_fd);
	file_fd = mount_point_open(&jail.build, &file, &holder_fd);
	check(file_fd >= 0);
	check_number(holder_fd, NO_FD);
	check_made(jail.build.root_fd, "a", S_IFDIR | 0755);
	check_made(jail.build.root_fd, "a/b", S_IFDIR | 0755);
	check_made(jail.build.root_fd, "a/b/c", S_IFDIR | 0755);
	check_made(jail.build.root_fd, "a/d/file", S_IFREG | 0644);
	check_mountable(directory_fd, "a/b/c");
}

static void attach_makes_what_an_own_root_lacks(void)
{
	struct fixture_jail jail;
	_cleanup_close_ int tree_fd = NO_FD;

	own_root_make(&jail);
	tree_fd = tree_open(HOST, 0);
	check_number(mount_point_attach(&jail.build, "/proc", tree_fd), 0);
	check(is_mount_point(jail.build.root_fd, "proc"));
	jail.build.has_own_root = false;
	check_number(mount_point_attach(&jail.build, "/sys", tree_fd), -ENOENT);
	check(!is_there(jail.build.root_fd, "sys"));
}

static void a_holder_covers_the_nearest_directory(void)
{
	const struct mount_place place = { "/home/b/c/tenant", true, false, true };
	struct fixture_jail jail;
	_cleanup_close_ int fd = NO_FD;
	_cleanup_close_ int holder_fd = NO_FD;

	directory_make(FIXTURE_ROOTFS "/home/neighbour", 0755);
	begin(&jail);
	fd = mount_point_open(&jail.build, &place, &holder_fd);
	check(holder_fd >= 0);
	check_mountable(fd, place.path);
	check(is_mount_point(jail.build.root_fd, "home"));
	check(is_mount_point(jail.build.root_fd, "home/b/c/tenant"));
	check_made(jail.build.root_fd, "home/b", S_IFDIR | 0755);
	check_made(jail.build.root_fd, "home/b/c", S_IFDIR | 0755);
	check_number(mount_flags(jail.build.root_fd, "home"), ST_NOSUID | ST_NODEV);
	check(!is_there(jail.build.root_fd, "home/neighbour"));
	check(is_there(AT_FDCWD, FIXTURE_ROOTFS "/home/neighbour"));
	check(!is_there(AT_FDCWD, FIXTURE_ROOTFS "/home/b"));
}

/* Each stands where a directory should; none may be followed, opened or replaced. */
static void odd_things_make(const char *directory)
{
	static const struct {
		const char *name, *target;
	} links[] = {
		{ "absolute", HOST },
		{ "relative", "../../host" },
		{ "upwards", "../../../../../../../../.." HOST },
		{ "magic", "/proc/self/root" HOST },
		{ "loop", "loop" },
		{ "dangling", "nothing" },
		{ "inside", "../tmp" },
	};
	char path[256];

	directory_make(directory, 0755);
	for (size_t i = 0; i < ARRAY_SIZE(links); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", directory, links[i].name);
		check_number(symlink(links[i].target, path), 0);
	}
	(void)snprintf(path, sizeof(path), "%s/file", directory);
	file_make(path, "", 0644);
	(void)snprintf(path, sizeof(path), "%s/fifo", directory);
	check_number(mkfifo(path, 0644), 0);
}

static const struct {
	const char *name;
	int error;	   /* of what is there itself */
	int error_of_more; /* of what lies below it */
} odd_things[] = {
	{ "absolute", -ELOOP, -ELOOP }, { "relative", -ELOOP, -ELOOP },
	{ "upwards", -ELOOP, -ELOOP },	{ "magic", -ELOOP, -ELOOP },
	{ "loop", -ELOOP, -ELOOP },	{ "dangling", -ELOOP, -ELOOP },
	{ "inside", -ELOOP, -ELOOP },	{ "file", -ENOTDIR, -ENOTDIR },
	{ "fifo", -ENOTDIR, -ENOTDIR },
};

static void check_odd(struct fixture_jail *jail, const char *path, bool may_make, int wanted)
{
	const struct mount_place place = { path, true, may_make, !may_make };
	_cleanup_close_ int holder_fd = NO_FD;
	_cleanup_close_ int fd = mount_point_open(&jail->build, &place, &holder_fd);

	check_true(fd == wanted, path, __FILE__, __LINE__);
	check_number(holder_fd, NO_FD);
}

static void check_all_odd(struct fixture_jail *jail, bool may_make)
{
	char path[256];

	for (size_t i = 0; i < ARRAY_SIZE(odd_things); i++) {
		(void)snprintf(path, sizeof(path), "/odd/%s", odd_things[i].name);
		check_odd(jail, path, may_make, odd_things[i].error);
		(void)snprintf(path, sizeof(path), "/odd/%s/a/b", odd_things[i].name);
		check_odd(jail, path, may_make, odd_things[i].error_of_more);
	}
	check(!is_there(AT_FDCWD, HOST "/a"));
	check(!is_there(AT_FDCWD, FIXTURE_ROOTFS "/tmp/a"));
}

static void links_lead_nowhere(void)
{
	struct fixture_jail jail;

	odd_things_make(FIXTURE_ROOTFS "/odd");
	begin(&jail);
	check_all_odd(&jail, false);
}

static void links_lead_nowhere_on_own_ground(void)
{
	struct fixture_jail jail;

	own_root_make(&jail);
	odd_things_make(FIXTURE_DIRECTORY "/own/odd");
	check_all_odd(&jail, true);
	/* The control: a path would have led to the host. */
	check_number(mkdir(FIXTURE_DIRECTORY "/own/odd/absolute/a", 0755), 0);
	check(is_there(AT_FDCWD, HOST "/a"));
}

static void a_place_is_of_the_kind_that_is_wanted(void)
{
	const struct mount_place file = { "/odd/file", true, false, false };
	const struct mount_place directory = { "/odd", false, false, false };
	struct fixture_jail jail;
	int holder_fd = NO_FD;

	odd_things_make(FIXTURE_ROOTFS "/odd");
	begin(&jail);
	check_number(mount_point_open(&jail.build, &file, &holder_fd), -ENOTDIR);
	check_number(mount_point_open(&jail.build, &directory, &holder_fd), -EISDIR);
}

static int directory_open(const char *path)
{
	directory_make(path, 0755);
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void what_is_there_already_stays(void)
{
	_cleanup_close_ int fd = directory_open(FIXTURE_DIRECTORY "/own");
	_cleanup_close_ int made_fd = NO_FD;
	char text[16];

	directory_make(FIXTURE_DIRECTORY "/own/a", 0700);
	file_make(FIXTURE_DIRECTORY "/own/a/file", "text", 0600);
	made_fd = mount_point_path_make(&no_idmap, fd, "a/file", false);
	check(made_fd >= 0);
	check_number(fcntl(made_fd, F_GETFD), FD_CLOEXEC);
	file_read(fd, "a/file", text, sizeof(text));
	check_number(strcmp(text, "text"), 0);
	check(close(mount_point_path_make(&no_idmap, fd, "a/b", true)) == 0);
	check_made(fd, "a", S_IFDIR | 0700);
	check_made(fd, "a/b", S_IFDIR | 0755);
	check_number(mount_point_path_make(&no_idmap, fd, "a/file/b", true), -ENOTDIR);
}

static void a_made_path_does_not_follow_links(void)
{
	_cleanup_close_ int fd = directory_open(FIXTURE_DIRECTORY "/own");
	int file_fd;

	directory_make(HOST, 0755);
	check_number(symlink(HOST, FIXTURE_DIRECTORY "/own/link"), 0);
	check(mount_point_path_make(&no_idmap, fd, "link", true) < 0);
	check(mount_point_path_make(&no_idmap, fd, "link/a", true) < 0);
	check(mount_point_path_make(&no_idmap, fd, "link/a", false) < 0);
	check(!is_there(AT_FDCWD, HOST "/a"));
	/* For a file, the link itself is the place; nothing can be mounted on it. */
	file_fd = mount_point_path_make(&no_idmap, fd, "link", false);
	check(file_fd < 0 || mount_tree_attach(tree_open(HOST, 0), file_fd) < 0);
	check(!is_mount_point(AT_FDCWD, HOST));
}

static void a_full_own_ground_is_an_error(void)
{
	const struct mount_place place = { "/a/b/c/d", true, true, false };
	struct fixture_jail jail;
	int holder_fd = NO_FD;

	own_root_make(&jail);
	check_number(mount("tmpfs", FIXTURE_DIRECTORY "/own", "tmpfs", 0, "nr_inodes=3"), 0);
	jail.build.root_fd = open(FIXTURE_DIRECTORY "/own", O_PATH | O_DIRECTORY | O_CLOEXEC);
	check_number(mount_point_open(&jail.build, &place, &holder_fd), -ENOSPC);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(what_is_there_is_found),
		fixture_test(what_is_missing_is_named),
		fixture_test(on_own_ground_it_is_made),
		fixture_test(attach_makes_what_an_own_root_lacks),
		fixture_test(a_holder_covers_the_nearest_directory),
		fixture_test(links_lead_nowhere),
		fixture_test(links_lead_nowhere_on_own_ground),
		fixture_test(a_place_is_of_the_kind_that_is_wanted),
		fixture_test(what_is_there_already_stays),
		fixture_test(a_made_path_does_not_follow_links),
		fixture_test(a_full_own_ground_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
