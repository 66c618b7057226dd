/* SPDX-License-Identifier: BSD-3-Clause */
/* Roots with layers: whose changes are seen by whom, and the second look at what they make. */
#include "rootfs/rootfs.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "fixture.h"
#include "jail/changes.h"
#include "mounts/mounts.h"
#include "mounts/procfs.h"
#include "mounts/stage.h"
#include "shared/cleanup.h"

#define CHANGES	    FIXTURE_DIRECTORY "/changes/"
#define ODD_CHANGES CHANGES "a:b,c=d\\e f%/54321"

static void layers_make(struct fixture_jail *jail, enum rootfs_mode mode, const char *overlay_dir)
{
	fixture_jail_make(jail);
	jail->plan.rootfs_mode = mode;
	jail->plan.overlay_dir = strdup(overlay_dir);
	if (mode == ROOTFS_OVERLAY)
		check_number(
			changes_open(&jail->sources, &jail->plan, &jail->request, &jail->report),
			0);
}

/* A whole session: alone in its namespace, so that its layers are free afterwards. */
static void session_run(enum rootfs_mode mode, const char *overlay_dir,
			void (*body)(struct fixture_jail *jail))
{
	pid_t child = fork();

	if (child == 0) {
		struct fixture_jail jail;

		layers_make(&jail, mode, overlay_dir);
		check_number(rootfs_namespace_make(&jail.build), 0);
		fixture_build_begin(&jail);
		check(jail.build.has_own_root);
		body(&jail);
		_exit(0);
	}
	check_child(child);
}

static void change(struct fixture_jail *jail)
{
	int root_fd = jail->build.root_fd;
	struct stat status;

	check_number(mount_flags(root_fd, "."), ST_NOSUID | ST_NODEV);
	check_number(fstat(root_fd, &status), 0);
	check_number(status.st_mode, S_IFDIR | 0755);
	check(is_there(root_fd, "marker"));
	check_number(mkdirat(root_fd, "home/new", 0755), 0);
	check_number(unlinkat(root_fd, "bin/sh", 0), 0);
	check(!is_there(AT_FDCWD, FIXTURE_ROOTFS "/home/new"));
	check(is_there(AT_FDCWD, FIXTURE_ROOTFS "/bin/sh"));
}

static void see_changes(struct fixture_jail *jail)
{
	check(is_there(jail->build.root_fd, "home/new"));
	check(!is_there(jail->build.root_fd, "bin/sh"));
}

static void see_no_changes(struct fixture_jail *jail)
{
	check(!is_there(jail->build.root_fd, "home/new"));
	check(is_there(jail->build.root_fd, "bin/sh"));
}

static void an_overlay_keeps_changes(void)
{
	session_run(ROOTFS_OVERLAY, ODD_CHANGES, change);
	check(is_there(AT_FDCWD, ODD_CHANGES "/upper/home/new"));
	session_run(ROOTFS_OVERLAY, ODD_CHANGES, see_changes);
	session_run(ROOTFS_OVERLAY, CHANGES "bob", see_no_changes);
}

static void volatile_forgets_changes(void)
{
	session_run(ROOTFS_VOLATILE, CHANGES, change);
	session_run(ROOTFS_VOLATILE, CHANGES, see_no_changes);
	check(!is_there(AT_FDCWD, CHANGES));
}

static void see_the_new_base(struct fixture_jail *jail)
{
	check(is_there(jail->build.root_fd, "of-the-base"));
	see_changes(jail);
}

static void a_new_base_shows_below_old_changes(void)
{
	session_run(ROOTFS_OVERLAY, CHANGES "1", change);
	file_make(FIXTURE_ROOTFS "/of-the-base", "", 0644);
	session_run(ROOTFS_OVERLAY, CHANGES "1", see_the_new_base);
}

static void fill(struct fixture_jail *jail)
{
	_cleanup_close_ int fd =
		openat(jail->build.root_fd, "file", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	struct statvfs status;

	check_number(fstatvfs(fd, &status), 0);
	check_number(status.f_blocks * status.f_frsize, 512 << 20);
	check_number(status.f_files, 131072);
	check_errno(fallocate(fd, 0, 0, 513 << 20), ENOSPC);
}

static void volatile_is_limited(void)
{
	session_run(ROOTFS_VOLATILE, CHANGES, fill);
}

static void overfill(struct fixture_jail *jail)
{
	_cleanup_close_ int fd =
		openat(jail->build.root_fd, "file", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

	check_errno(fallocate(fd, 0, 0, 2 << 20), ENOSPC);
}

static void a_full_disk_of_one_is_not_that_of_others(void)
{
	tmpfs_over(CHANGES "alice");
	check_number(mount(NULL, CHANGES "alice", NULL, MS_REMOUNT, "size=1m,mode=0755"), 0);
	tmpfs_over(CHANGES "bob");
	session_run(ROOTFS_OVERLAY, CHANGES "alice", overfill);
	session_run(ROOTFS_OVERLAY, CHANGES "bob", change);
}

static void overlay_over(const char *path)
{
	char options[256];

	directory_make(path, 0755);
	directory_make(FIXTURE_DIRECTORY "/upper", 0755);
	directory_make(FIXTURE_DIRECTORY "/work", 0755);
	(void)snprintf(options, sizeof(options), "lowerdir=%s,upperdir=%s,workdir=%s", path,
		       FIXTURE_DIRECTORY "/upper", FIXTURE_DIRECTORY "/work");
	check_number(mount("overlay", path, "overlay", 0, options), 0);
}

static void see_base(struct fixture_jail *jail)
{
	check(is_there(jail->build.root_fd, "marker"));
}

static void a_base_may_be_an_overlay(void)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail); /* makes the rootfs */
	overlay_over(FIXTURE_ROOTFS);
	session_run(ROOTFS_OVERLAY, CHANGES "1", see_base);
}

static void see_own_changes(struct fixture_jail *jail)
{
	check(is_there(jail->build.root_fd, "marker"));
	check_number(mkdirat(jail->build.root_fd, "home/new", 0755), 0);
	check(!is_there(AT_FDCWD, "/home/new"));
	check(is_there(AT_FDCWD, "/var/changes/upper/home/new"));
}

/* The changes then lie inside of what they change. */
static void the_hosts_root_can_be_a_base(void)
{
	struct fixture_jail jail;
	pid_t child;

	fixture_jail_make(&jail);
	check_number(mount(FIXTURE_ROOTFS, FIXTURE_ROOTFS, NULL, MS_BIND, NULL), 0);
	check_number(mount("proc", FIXTURE_ROOTFS "/proc", "proc", 0, NULL), 0);
	child = fork();
	if (child == 0) {
		check_number(chroot(FIXTURE_ROOTFS), 0);
		check_number(chdir("/"), 0);
		jail.plan.rootfs = strdup("/");
		jail.plan.rootfs_mode = ROOTFS_OVERLAY;
		jail.plan.overlay_dir = strdup("/var/changes");
		(void)close(jail.sources.rootfs_fd);
		jail.sources.rootfs_fd = tree_open("/", MOUNT_ATTR_RDONLY);
		check_number(changes_open(&jail.sources, &jail.plan, &jail.request, &jail.report),
			     0);
		check_number(rootfs_namespace_make(&jail.build), 0);
		fixture_build_begin(&jail);
		see_own_changes(&jail);
		_exit(0);
	}
	check_child(child);
}

static int mounts_seen(void)
{
	char text[4096];
	int count = 0;

	file_read(AT_FDCWD, "/proc/self/mountinfo", text, sizeof(text));
	for (const char *line = strchr(text, '\n'); line != NULL; line = strchr(line + 1, '\n'))
		count++;
	return count;
}

/* The root and /proc are all that can be seen: no layer has a place of its own. */
static void pivot_into_layers(struct fixture_jail *jail)
{
	check_number(procfs_mount(&jail->build), 0);
	check_number(rootfs_pivot(&jail->build), 0);
	check(is_there(AT_FDCWD, "/marker"));
	check_number(mkdir("/home/new", 0755), 0);
	check(!is_there(AT_FDCWD, FIXTURE_DIRECTORY));
	check_number(mounts_seen(), 2);
}

static void layers_do_not_show_after_the_pivot(void)
{
	session_run(ROOTFS_OVERLAY, CHANGES "1", pivot_into_layers);
	session_run(ROOTFS_VOLATILE, CHANGES "1", pivot_into_layers);
}

/* Attaches what the body of a plan has, as far as the seal. */
static int build_and_seal(struct fixture_jail *jail)
{
	fixture_build_begin(jail);
	check_number(mounts_attach(&jail->build), 0);
	return rootfs_seal(&jail->build);
}

static void bind_add(struct fixture_jail *jail, const char *target, uid_t uid, mode_t mode)
{
	static char file[] = "f.conf";

	directory_make(FIXTURE_DIRECTORY "/bound", mode);
	check_number(chown(FIXTURE_DIRECTORY "/bound", uid, 0), 0);
	fixture_mount_add(jail, MOUNT_BIND, target, tree_open(FIXTURE_DIRECTORY "/bound", 0))
		->file = file;
}

static const char *const trusted[] = { "/usr/lib", "/etc/security", "/etc/pam.d", "/bin" };

/* What was right at the first look is covered by what a tenant can write. */
static void a_bind_over_what_root_reads_is_refused(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(trusted); i++) {
		struct fixture_jail jail;
		char path[64];

		(void)snprintf(path, sizeof(path), FIXTURE_ROOTFS "%s", trusted[i]);
		directory_make(path, 0755);
		fixture_jail_make(&jail);
		bind_add(&jail, trusted[i], FIXTURE_UID, 0755);
		check_number(build_and_seal(&jail), -EPERM);
		check_text(jail.report.text, trusted[i] + 1);
		check_text(jail.report.text, "is not owned by root");

		fixture_jail_make(&jail);
		bind_add(&jail, trusted[i], 0, 0777);
		check_number(build_and_seal(&jail), -EPERM);
		check_text(jail.report.text, "is writable by");

		fixture_jail_make(&jail);
		bind_add(&jail, trusted[i], 0, 0755);
		check_number(build_and_seal(&jail), 0);
	}
}

static void a_tmpfs_over_what_root_reads_is_refused(void)
{
	static char file[] = "f.conf";
	struct fixture_jail jail;

	directory_make(FIXTURE_ROOTFS "/usr/lib", 0755);
	fixture_jail_make(&jail);
	fixture_mount_add(&jail, MOUNT_TMPFS, "/usr/lib", NO_FD)->file = file;
	check_number(build_and_seal(&jail), -EPERM);
	check_text(jail.report.text, "'usr/lib' is writable by");

	fixture_jail_make(&jail);
	fixture_mount_add(&jail, MOUNT_TMPFS, "/usr/lib", NO_FD)->file = file;
	jail.plan.mounts[0].mode = 0755;
	check_number(build_and_seal(&jail), 0);
}

static void a_bind_elsewhere_may_be_anybodys(void)
{
	struct fixture_jail jail;

	directory_make(FIXTURE_ROOTFS "/data", 0755);
	fixture_jail_make(&jail);
	bind_add(&jail, "/data", FIXTURE_UID, 0777);
	check_number(build_and_seal(&jail), 0);
}

/* Changes of old times, when the base allowed them. */
static void changes_are_checked_too(void)
{
	struct fixture_jail jail;

	directory_make(CHANGES "1/upper/etc/security", 0755);
	layers_make(&jail, ROOTFS_OVERLAY, CHANGES "1");
	check_number(build_and_seal(&jail), 0);
	jail_sources_clear(&jail.sources);
	check_number(chown(CHANGES "1/upper/etc/security", FIXTURE_UID, 0), 0);
	layers_make(&jail, ROOTFS_OVERLAY, CHANGES "1");
	check_number(build_and_seal(&jail), -EPERM);
	check_text(jail.report.text, "'etc/security' is not owned by root");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(an_overlay_keeps_changes),
		fixture_test(volatile_forgets_changes),
		fixture_test(a_new_base_shows_below_old_changes),
		fixture_test(volatile_is_limited),
		fixture_test(a_full_disk_of_one_is_not_that_of_others),
		fixture_test(a_base_may_be_an_overlay),
		fixture_test(the_hosts_root_can_be_a_base),
		fixture_test(layers_do_not_show_after_the_pivot),
		fixture_test(a_bind_over_what_root_reads_is_refused),
		fixture_test(a_tmpfs_over_what_root_reads_is_refused),
		fixture_test(a_bind_elsewhere_may_be_anybodys),
		fixture_test(changes_are_checked_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
