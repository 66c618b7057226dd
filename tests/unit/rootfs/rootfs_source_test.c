/* SPDX-License-Identifier: BSD-3-Clause */
/* What rootfs may name: a directory that is root's, an image, the host's /usr, nothing. */
#include "rootfs/rootfs_source.h"

#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/un.h>

#include "ids/idmap.h"
#include "image_fixture.h"
#include "rootfs/shell_check.h"
#include "system/mount_tree.h"

#define OTHER  FIXTURE_DIRECTORY "/other"
#define TARGET FIXTURE_DIRECTORY "/target"

/* A jail whose sources are still to be opened. */
static void begin(struct fixture_jail *jail, const char *rootfs)
{
	fixture_jail_make(jail);
	(void)close(TAKE_FD(jail->sources.rootfs_fd));
	jail->plan.rootfs = strdup(rootfs);
}

static int source_open(struct fixture_jail *jail)
{
	cleanup_close(&jail->sources.rootfs_fd);
	jail->sources.rootfs_fd = NO_FD;
	jail->report = (struct report){ .socket_fd = NO_FD };
	if (rootfs_source_open(&jail->sources, &jail->plan, &jail->request, &jail->report) < 0)
		return -EINVAL;
	return shell_check(&jail->sources, &jail->plan, &jail->request, &jail->report);
}

static void check_opened(struct fixture_jail *jail)
{
	int error = source_open(jail);

	check_true(error == 0, jail->report.text, __FILE__, __LINE__);
	check_number(jail->report.error_count, 0);
}

static void check_refused(struct fixture_jail *jail, const char *reason)
{
	check_true(source_open(jail) < 0, reason, __FILE__, __LINE__);
	check(jail->report.error_count > 0);
	check_text(jail->report.text, reason);
}

static void show(const struct fixture_jail *jail)
{
	directory_make(TARGET, 0755);
	check_number(mount_tree_attach_at(jail->sources.rootfs_fd, AT_FDCWD, TARGET), 0);
}

static void a_directory_is_a_clone(void)
{
	struct fixture_jail jail;

	begin(&jail, FIXTURE_ROOTFS);
	tmpfs_over(FIXTURE_ROOTFS "/home");
	file_make(FIXTURE_ROOTFS "/home/marker", "", 0644);
	check_opened(&jail);
	check_number(fcntl(jail.sources.rootfs_fd, F_GETFD), FD_CLOEXEC);
	show(&jail);
	check_number(mount_flags(AT_FDCWD, TARGET), ST_RDONLY | ST_NOSUID | ST_NODEV);
	check(is_there(AT_FDCWD, TARGET "/home/marker"));
	check_number(mount_flags(AT_FDCWD, TARGET "/home"), ST_RDONLY | ST_NOSUID | ST_NODEV);
	check_number(mount_flags(AT_FDCWD, FIXTURE_ROOTFS), 0);
}

static void only_writable_can_be_written(void)
{
	static const struct {
		enum rootfs_mode mode;
		unsigned long flags;
	} modes[] = { { ROOTFS_READONLY, ST_RDONLY },
		      { ROOTFS_WRITABLE, 0 },
		      { ROOTFS_OVERLAY, ST_RDONLY },
		      { ROOTFS_VOLATILE, ST_RDONLY } };

	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		struct fixture_jail jail;

		begin(&jail, FIXTURE_ROOTFS);
		jail.plan.rootfs_mode = modes[i].mode;
		check_opened(&jail);
		check_number(mount_flags(jail.sources.rootfs_fd, "."),
			     modes[i].flags | ST_NOSUID | ST_NODEV);
	}
}

/* Below the host's own root hang all its file systems; none of them comes along. */
static void the_hosts_root_comes_alone(void)
{
	struct fixture_jail jail;

	begin(&jail, "/");
	tmpfs_over(FIXTURE_ROOTFS "/home");
	file_make(FIXTURE_ROOTFS "/home/marker", "", 0644);
	check_number(chroot(FIXTURE_ROOTFS), 0);
	check_number(chdir("/"), 0);
	check_opened(&jail);
	check(is_there(jail.sources.rootfs_fd, "marker"));
	check(is_there(AT_FDCWD, "/home/marker"));
	check(!is_there(jail.sources.rootfs_fd, "home/marker"));
}

static void what_is_not_roots_is_refused(void)
{
	struct fixture_jail jail;

	begin(&jail, FIXTURE_ROOTFS);
	check_number(chmod(FIXTURE_ROOTFS "/etc", 0777), 0);
	check_refused(&jail, "'etc' is writable by");
	check_number(chmod(FIXTURE_ROOTFS "/etc", 0755), 0);
	check_number(chown(FIXTURE_ROOTFS, FIXTURE_UID, 0), 0);
	check_refused(&jail, "is not owned by root");
	check_number(chown(FIXTURE_ROOTFS, 0, 0), 0);
	check_number(chmod(FIXTURE_DIRECTORY, 0777), 0);
	check_refused(&jail, "'" FIXTURE_DIRECTORY "' is writable by");
}

static void links_are_refused_at_any_component(void)
{
	static const char *const paths[] = { OTHER "/link", OTHER "/link/below",
					     OTHER "/up/rootfs" };
	struct fixture_jail jail;

	directory_make(OTHER, 0755);
	check_number(symlink(FIXTURE_ROOTFS, OTHER "/link"), 0);
	check_number(symlink("..", OTHER "/up"), 0);
	directory_make(FIXTURE_ROOTFS "/below", 0755);
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		begin(&jail, paths[i]);
		check_refused(&jail, "is a symbolic link");
	}
}

/* Its ids are some user namespace's: nothing in it is root's here. */
static void a_mapped_mount_is_not_roots(void)
{
	const struct idmap map = {
		.is_active = true,
		.uid_base = 1000000,
		.gid_base = 1000000,
		.count = 65536,
		.uid = 0,
		.gid = 0,
		.group_run_count = 1,
		.group_runs = { { 0, 0, 1 } },
	};
	_cleanup_close_ int namespace_fd = idmap_own_namespace(&map);
	_cleanup_close_ int tree_fd = NO_FD;
	struct fixture_jail jail;

	begin(&jail, TARGET);
	directory_make(TARGET, 0755);
	tree_fd = tree_open(FIXTURE_ROOTFS, 0);
	check_number(idmap_tree(tree_fd, namespace_fd, false), 0);
	check_number(mount_tree_attach_at(tree_fd, AT_FDCWD, TARGET), 0);
	check_refused(&jail, "rootfs '" TARGET "': '/' is not owned by root");
}

static void socket_make(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	check_number(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	check_number(chmod(path, 0644), 0);
}

static void what_is_no_rootfs_is_refused(void)
{
	static const struct {
		const char *path, *reason;
	} rows[] = {
		{ OTHER "/absent", "'" OTHER "/absent'" },
		{ OTHER "/fifo", "is not a regular file" },
		{ OTHER "/socket", "is not a regular file" },
		{ OTHER "/device", "is not a regular file" },
		{ OTHER "/text", "is neither a directory nor a squashfs or erofs image" },
		{ OTHER "/empty", "is neither a directory nor a squashfs or erofs image" },
		{ OTHER "/text/below", "'" OTHER "/text" },
	};
	struct fixture_jail jail;

	file_make(OTHER "/text", "#!/bin/sh\n", 0755);
	file_make(OTHER "/empty", "", 0644);
	check_number(mkfifo(OTHER "/fifo", 0600), 0);
	check_number(mknod(OTHER "/device", S_IFCHR | 0600, 0x105), 0);
	socket_make(OTHER "/socket");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		begin(&jail, rows[i].path);
		check_refused(&jail, rows[i].reason);
		check(jail.sources.rootfs_fd < 0);
	}
}

static void odd_names_are_exact(void)
{
	static const char *const names[] = {
		"a b", "a:b", "a,b", "a\\b", "100%", "a\nb", "\xff\xfe"
	};
	struct fixture_jail jail;
	char path[128];

	begin(&jail, FIXTURE_ROOTFS);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		(void)snprintf(path, sizeof(path), OTHER "/%s/rootfs", names[i]);
		directory_make(path, 0755);
		check_number(mount(FIXTURE_ROOTFS, path, NULL, MS_BIND, NULL), 0);
		jail.plan.rootfs = path;
		check_opened(&jail);
		check(is_there(jail.sources.rootfs_fd, "marker"));
	}
}

static void shell_set(struct fixture_jail *jail, const char *path)
{
	jail->request.shell = strdup(path);
}

static void the_shell_must_be_there(void)
{
	struct fixture_jail jail;

	begin(&jail, FIXTURE_ROOTFS);
	shell_set(&jail, "/bin/bash");
	check_refused(&jail, "shell '/bin/bash': No such file or directory");
	file_make(FIXTURE_ROOTFS "/bin/bash", "", 0644);
	check_refused(&jail, "shell '/bin/bash' is no program");
	check_number(chmod(FIXTURE_ROOTFS "/bin/bash", 0755), 0);
	check_opened(&jail);
	shell_set(&jail, "/home");
	check_refused(&jail, "shell '/home' is no program");
}

static void exec_set(bool is_allowed)
{
	unsigned long flags = MS_REMOUNT | MS_BIND | (is_allowed ? 0 : MS_NOEXEC);

	check_number(mount(NULL, FIXTURE_ROOTFS, NULL, flags, NULL), 0);
}

static void the_shell_must_be_on_a_mount_with_programs(void)
{
	struct fixture_jail jail;

	begin(&jail, FIXTURE_ROOTFS);
	check_number(mount(FIXTURE_ROOTFS, FIXTURE_ROOTFS, NULL, MS_BIND, NULL), 0);
	exec_set(false);
	check_refused(&jail, "shell '/bin/sh' is on a mount with noexec");
	jail.plan.rootfs_mode = ROOTFS_WRITABLE;
	check_refused(&jail, "shell '/bin/sh' is on a mount with noexec");
	/* Below layers nothing is executed. */
	jail.plan.rootfs_mode = ROOTFS_VOLATILE;
	check_opened(&jail);
	jail.plan.rootfs_mode = ROOTFS_READONLY;
	exec_set(true);
	check_opened(&jail);
}

/* passwd(5): an empty shell means /bin/sh. */
static void no_shell_means_sh(void)
{
	struct fixture_jail jail;

	begin(&jail, FIXTURE_ROOTFS);
	shell_set(&jail, "");
	check_opened(&jail);
	check_number(unlink(FIXTURE_ROOTFS "/bin/sh"), 0);
	check_refused(&jail, "shell '/bin/sh'");
}

static void a_shell_may_be_a_link_within_the_rootfs(void)
{
	struct fixture_jail jail;

	file_make(FIXTURE_ROOTFS "/opt/busybox", "", 0755);
	file_make(OTHER "/program", "", 0755);
	directory_make(FIXTURE_ROOTFS "/bin", 0755);
	check_number(symlink("/opt/busybox", FIXTURE_ROOTFS "/bin/ash"), 0);
	check_number(symlink("../../../../../opt/busybox", FIXTURE_ROOTFS "/bin/dash"), 0);
	check_number(symlink(OTHER "/program", FIXTURE_ROOTFS "/bin/host"), 0);
	begin(&jail, FIXTURE_ROOTFS);
	shell_set(&jail, "/bin/ash");
	check_opened(&jail);
	shell_set(&jail, "/bin/dash");
	check_opened(&jail);
	shell_set(&jail, "/bin/host");
	check_refused(&jail, "shell '/bin/host': No such file or directory");
}

static const char *const images[] = { IMAGE_SQUASHFS, IMAGE_EROFS };

static void an_image_is_a_rootfs(void)
{
	struct fixture_jail jail;

	begin(&jail, FIXTURE_ROOTFS);
	images_make(FIXTURE_ROOTFS);
	for (size_t i = 0; i < ARRAY_SIZE(images); i++) {
		begin(&jail, images[i]);
		jail.plan.rootfs_mode = i == 0 ? ROOTFS_READONLY : ROOTFS_OVERLAY;
		check_opened(&jail);
		check(is_there(jail.sources.rootfs_fd, "marker"));
		check_number(mount_flags(jail.sources.rootfs_fd, "."),
			     ST_RDONLY | ST_NOSUID | ST_NODEV);
		jail.plan.rootfs_mode = ROOTFS_WRITABLE;
		check_refused(&jail, "rootfs_mode can not be writable");
		check_number(loop_count(images[i], 0), 0);
	}
}

/* An image may have been made of a tree that was not root's. */
static void an_image_is_checked_as_a_directory_is(void)
{
	struct fixture_jail jail;

	begin(&jail, FIXTURE_ROOTFS);
	check_number(chown(FIXTURE_ROOTFS "/etc", FIXTURE_UID, 0), 0);
	images_make(FIXTURE_ROOTFS);
	for (size_t i = 0; i < ARRAY_SIZE(images); i++) {
		begin(&jail, images[i]);
		check_refused(&jail, "'etc' is not owned by root");
		check_number(close(TAKE_FD(jail.sources.rootfs_fd)), 0);
		check_number(loop_count(images[i], 0), 0);
	}
}

static void an_image_is_roots(void)
{
	struct fixture_jail jail;

	begin(&jail, FIXTURE_ROOTFS);
	images_make(FIXTURE_ROOTFS);
	begin(&jail, IMAGE_SQUASHFS);
	check_number(chmod(IMAGE_SQUASHFS, 0664), 0);
	check_refused(&jail, "is writable by group or others");
	check_number(chmod(IMAGE_SQUASHFS, 0644), 0);
	check_number(chown(IMAGE_SQUASHFS, FIXTURE_UID, 0), 0);
	check_refused(&jail, "is not owned by root");
}

static void usr_is_the_hosts_readonly(void)
{
	struct fixture_jail jail;

	begin(&jail, "@usr");
	jail.plan.rootfs_kind = ROOTFS_USR;
	check_opened(&jail);
	check_number(jail.sources.rootfs_fd, NO_FD);
	check(is_there(jail.sources.usr_fd, "bin"));
	check_number(mount_flags(jail.sources.usr_fd, "."), ST_RDONLY | ST_NOSUID | ST_NODEV);
	shell_set(&jail, "/bin/no-such-shell");
	check_refused(&jail, "rootfs '@usr': shell '/bin/no-such-shell'");
}

#define SPLIT FIXTURE_DIRECTORY "/split"

/* As Debian was before 12, where nobody has moved /bin. */
static void a_host_with_programs_outside_usr_has_no_usr_to_show(void)
{
	struct fixture_jail jail;

	begin(&jail, "@usr");
	jail.plan.rootfs_kind = ROOTFS_USR;
	directory_make(SPLIT, 0755);
	directory_make(SPLIT "/usr", 0755);
	directory_make(SPLIT "/etc", 0755);
	directory_make(SPLIT "/proc", 0755);
	check_number(symlink("usr/sbin", SPLIT "/sbin"), 0);
	check_number(mount("/usr", SPLIT "/usr", NULL, MS_BIND, NULL), 0);
	check_number(mount("/proc", SPLIT "/proc", NULL, MS_BIND, NULL), 0);
	check_number(chroot(SPLIT), 0);
	check_number(chdir("/"), 0);
	check_number(symlink("usr/bin", "bin"), 0);
	check_opened(&jail);
	check_number(unlink("bin"), 0);
	directory_make("/bin", 0755);
	check_refused(&jail, "rootfs '@usr': '/bin' of this host is a directory of its own");
}

static void empty_has_no_source(void)
{
	struct fixture_jail jail;

	begin(&jail, "@empty");
	jail.plan.rootfs_kind = ROOTFS_EMPTY;
	shell_set(&jail, "/usr/sbin/no-such-shell");
	check_opened(&jail);
	check_number(jail.sources.rootfs_fd, NO_FD);
	check_number(jail.sources.usr_fd, NO_FD);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(a_directory_is_a_clone),
		fixture_test(only_writable_can_be_written),
		fixture_test(the_hosts_root_comes_alone),
		fixture_test(what_is_not_roots_is_refused),
		fixture_test(links_are_refused_at_any_component),
		fixture_test(a_mapped_mount_is_not_roots),
		fixture_test(what_is_no_rootfs_is_refused),
		fixture_test(odd_names_are_exact),
		fixture_test(the_shell_must_be_there),
		fixture_test(the_shell_must_be_on_a_mount_with_programs),
		fixture_test(no_shell_means_sh),
		fixture_test(a_shell_may_be_a_link_within_the_rootfs),
		image_test(an_image_is_a_rootfs),
		image_test(an_image_is_checked_as_a_directory_is),
		image_test(an_image_is_roots),
		fixture_test(usr_is_the_hosts_readonly),
		fixture_test(a_host_with_programs_outside_usr_has_no_usr_to_show),
		fixture_test(empty_has_no_source),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
