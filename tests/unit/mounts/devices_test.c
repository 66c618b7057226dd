/* SPDX-License-Identifier: BSD-3-Clause */
/* The jail's /dev: exactly the harmless nodes, its own ptys and queues, closed once it is filled.
 */
#include "mounts/devices.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#include "fixture.h"
#include "rootfs/rootfs.h"
#include "shared/cleanup.h"
#include "system/log_socket.h"
#include "system/mount_tree.h"

#define MQUEUE_MAGIC 0x19800202 /* ipc/mqueue.c; not in linux/magic.h */

static const struct {
	const char *name;
	unsigned int major, minor;
} nodes[] = {
	{ "null", 1, 3 },   { "zero", 1, 5 },	 { "full", 1, 7 },
	{ "random", 1, 8 }, { "urandom", 1, 9 }, { "tty", 5, 0 },
};

static const char *const others[] = { "ptmx",	"fd",  "stdin", "stdout",
				      "stderr", "pts", "shm",	"mqueue" };

static int dev_open(struct fixture_jail *jail)
{
	int fd = openat(jail->build.root_fd, "dev", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	check(fd >= 0);
	return fd;
}

static int devices_begin(struct fixture_jail *jail)
{
	fixture_jail_make(jail);
	fixture_build_begin(jail);
	check_number(devices_mount(&jail->build), 0);
	check_number(jail->report.error_count, 0);
	return dev_open(jail);
}

/* With what init adds once the root is in its place. */
static int file_systems_begin(struct fixture_jail *jail)
{
	(void)close(devices_begin(jail));
	check_number(rootfs_pivot(&jail->build), 0);
	check_number(devices_file_systems_mount(&jail->build), 0);
	return dev_open(jail);
}

static void the_nodes_are_the_harmless_six(void)
{
	struct fixture_jail jail;
	_cleanup_close_ int dev_fd = devices_begin(&jail);
	struct stat status;

	for (size_t i = 0; i < ARRAY_SIZE(nodes); i++) {
		check_number(fstatat(dev_fd, nodes[i].name, &status, AT_SYMLINK_NOFOLLOW), 0);
		check_number(status.st_mode, S_IFCHR | 0666);
		check_number(status.st_uid, 0);
		check_number(status.st_rdev, makedev(nodes[i].major, nodes[i].minor));
	}
}

static bool is_known(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(nodes); i++)
		if (strcmp(name, nodes[i].name) == 0)
			return true;
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (strcmp(name, others[i]) == 0)
			return true;
	return name[0] == '.';
}

static void there_is_nothing_else(void)
{
	struct fixture_jail jail;
	_cleanup_closedir_ DIR *directory = fdopendir(devices_begin(&jail));
	const struct dirent *entry;
	size_t count = 0;

	check(directory != NULL);
	while ((entry = readdir(directory)) != NULL) {
		check_true(is_known(entry->d_name), entry->d_name, __FILE__, __LINE__);
		count++;
	}
	check_number(count, ARRAY_SIZE(nodes) + ARRAY_SIZE(others) + 2);
}

static void the_nodes_work_in_a_tenants_hands(struct fixture_jail *jail)
{
	_cleanup_close_ int zero_fd = NO_FD;
	_cleanup_close_ int null_fd = NO_FD;
	char byte = 1;

	root_give_up();
	zero_fd = openat(jail->build.root_fd, "dev/zero", O_RDONLY | O_CLOEXEC);
	null_fd = openat(jail->build.root_fd, "dev/null", O_WRONLY | O_CLOEXEC);
	check_number(read(zero_fd, &byte, 1), 1);
	check_number(byte, 0);
	check_number(write(null_fd, &byte, 1), 1);
}

static void tenants_can_use_the_nodes(void)
{
	struct fixture_jail jail;

	(void)close(devices_begin(&jail));
	check_in_child(the_nodes_work_in_a_tenants_hands, &jail);
}

static void dev_is_closed(void)
{
	struct fixture_jail jail;
	_cleanup_close_ int dev_fd = devices_begin(&jail);

	check_number(mount_flags(dev_fd, "."), ST_RDONLY | ST_NOSUID | ST_NOEXEC);
	check_errno(mknodat(dev_fd, "disk", S_IFBLK | 0666, makedev(254, 0)), EROFS);
	check_errno(unlinkat(dev_fd, "null", 0), EROFS);
	check_errno(openat(dev_fd, "file", O_CREAT | O_WRONLY, 0600), EROFS);
	check_errno(fchmodat(dev_fd, ".", 0777, 0), EROFS);
}

static void a_pty_is_of_the_jails_own(void)
{
	struct stat host;
	bool has_host = stat("/dev/pts", &host) == 0;
	struct fixture_jail jail;
	_cleanup_close_ int dev_fd = file_systems_begin(&jail);
	_cleanup_close_ int master_fd = openat(dev_fd, "ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
	struct stat status;
	unsigned int number = 99;
	int unlock = 0;

	check_number(mount_type(dev_fd, "pts"), DEVPTS_SUPER_MAGIC);
	check_number(mount_flags(dev_fd, "pts"), ST_NOSUID | ST_NOEXEC);
	check(master_fd >= 0);
	check_number(ioctl(master_fd, TIOCGPTN, &number), 0);
	check_number(number, 0);
	check_number(ioctl(master_fd, TIOCSPTLCK, &unlock), 0);
	check_number(fstatat(dev_fd, "pts/0", &status, 0), 0);
	check_number(status.st_gid, 5);
	check_number(status.st_mode, S_IFCHR | 0620);
	check(!has_host || host.st_dev != status.st_dev);
}

static void a_tenant_opens_a_pty(struct fixture_jail *jail)
{
	root_give_up();
	check(openat(jail->build.root_fd, "dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC) >= 0);
}

static void tenants_can_make_ptys(void)
{
	struct fixture_jail jail;

	(void)close(file_systems_begin(&jail));
	check_in_child(a_tenant_opens_a_pty, &jail);
}

static void queues_come_with_the_ipc_namespace(void)
{
	struct fixture_jail jail;
	_cleanup_close_ int dev_fd = file_systems_begin(&jail);

	check_number(mount_type(dev_fd, "mqueue"), MQUEUE_MAGIC);
	check_number(mount_flags(dev_fd, "mqueue"), ST_NOSUID | ST_NODEV | ST_NOEXEC);
}

static void hosts_queues_do_not_show(void)
{
	struct fixture_jail jail;
	_cleanup_close_ int dev_fd = NO_FD;

	fixture_jail_make(&jail);
	fixture_build_begin(&jail);
	jail.plan.namespaces &= ~(uint32_t)CLONE_NEWIPC;
	check_number(devices_mount(&jail.build), 0);
	check_number(rootfs_pivot(&jail.build), 0);
	check_number(devices_file_systems_mount(&jail.build), 0);
	dev_fd = dev_open(&jail);
	check(is_mount_point(dev_fd, "pts"));
	check(!is_mount_point(dev_fd, "mqueue"));
}

static int tree_of(const char *path)
{
	_cleanup_close_ int fd = open(path, O_PATH | O_CLOEXEC);

	return mount_tree_clone(fd, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC, false);
}

static void check_log_arrives(struct fixture_jail *jail, int keeper_fd)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	char text[16] = "";

	(void)snprintf(address.sun_path, sizeof(address.sun_path), "/proc/self/fd/%d/dev/log",
		       jail->build.root_fd);
	check_number(sendto(fd, "hello", 5, 0, (struct sockaddr *)&address, sizeof(address)), 5);
	check_number(recv(keeper_fd, text, sizeof(text) - 1, MSG_DONTWAIT), 5);
	check_number(strcmp(text, "hello"), 0);
}

static void the_log_socket_is_there_if_given(void)
{
	struct fixture_jail jail;
	struct stat status;

	fixture_jail_make(&jail);
	fixture_build_begin(&jail);
	jail.sources.log_fd = log_socket_make();
	check(jail.sources.log_fd >= 0);
	check_number(chdir("/etc"), 0);
	(void)umask(0077);
	check_number(devices_mount(&jail.build), 0);
	check_log_arrives(&jail, jail.sources.log_fd);
	check_number(fstatat(jail.build.root_fd, "dev/log", &status, 0), 0);
	check_number(status.st_mode, S_IFSOCK | 0666);
	check_number(status.st_uid, 0);
	check_number(access("passwd", F_OK), 0); /* where we were */
	check(!is_there(jail.build.root_fd, "dev/console"));
}

static void the_terminal_is_the_console_if_given(void)
{
	struct fixture_jail jail;
	struct stat status;

	fixture_jail_make(&jail);
	check_number(mknod(FIXTURE_DIRECTORY "/terminal", S_IFCHR | 0600, makedev(136, 77)), 0);
	fixture_build_begin(&jail);
	jail.sources.console_fd = tree_of(FIXTURE_DIRECTORY "/terminal");
	check_number(devices_mount(&jail.build), 0);
	check_number(fstatat(jail.build.root_fd, "dev/console", &status, 0), 0);
	check_number(status.st_rdev, makedev(136, 77));
	check(!is_there(jail.build.root_fd, "dev/log"));
}

static void a_missing_directory_is_named(void)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail);
	fixture_build_begin(&jail);
	check_number(rmdir(FIXTURE_ROOTFS "/dev"), 0);
	check_number(devices_mount(&jail.build), -ENOENT);
	check_text(jail.report.text, "'/dev'");
	check_text(jail.report.text, "mkdir");
}

static void a_link_does_not_lead_to_the_host(void)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail);
	fixture_build_begin(&jail);
	directory_make(FIXTURE_DIRECTORY "/host", 0755);
	check_number(rmdir(FIXTURE_ROOTFS "/dev"), 0);
	check_number(symlink(FIXTURE_DIRECTORY "/host", FIXTURE_ROOTFS "/dev"), 0);
	check_number(devices_mount(&jail.build), -ELOOP);
	check(!is_mount_point(AT_FDCWD, FIXTURE_DIRECTORY "/host"));
	check_number(mount("tmpfs", FIXTURE_ROOTFS "/dev", "tmpfs", 0, NULL), 0);
	check(is_mount_point(AT_FDCWD, FIXTURE_DIRECTORY "/host"));
}

static void the_rootfs_keeps_its_own(void)
{
	struct fixture_jail jail;

	(void)close(devices_begin(&jail));
	check(!is_there(AT_FDCWD, FIXTURE_ROOTFS "/dev/null"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(the_nodes_are_the_harmless_six),
		fixture_test(there_is_nothing_else),
		fixture_test(tenants_can_use_the_nodes),
		fixture_test(dev_is_closed),
		fixture_test(a_pty_is_of_the_jails_own),
		fixture_test(tenants_can_make_ptys),
		fixture_test(queues_come_with_the_ipc_namespace),
		fixture_test(hosts_queues_do_not_show),
		fixture_test(the_log_socket_is_there_if_given),
		fixture_test(the_terminal_is_the_console_if_given),
		fixture_test(a_missing_directory_is_named),
		fixture_test(a_link_does_not_lead_to_the_host),
		fixture_test(the_rootfs_keeps_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
