/* SPDX-License-Identifier: BSD-3-Clause */
/* Roots without an image: @usr and @empty show what is listed here, or was found, and nothing else
 * of the host. */
#include "rootfs/generated_root.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>

#include "fixture.h"
#include "jail/mount_sources.h"
#include "mounts/mounts.h"
#include "mounts/procfs.h"
#include "mounts/stage.h"
#include "plan/mount_list.h"
#include "rootfs/rootfs.h"
#include "rootfs/rootfs_source.h"
#include "shared/cleanup.h"

#define NAMES_MAX 2048

static const char *const own_directories = "dev etc home mnt opt proc root run srv sys tmp var ";

static void begin(struct fixture_jail *jail, enum rootfs_kind kind)
{
	fixture_jail_make(jail);
	(void)close(TAKE_FD(jail->sources.rootfs_fd));
	jail->plan.rootfs = strdup(kind == ROOTFS_USR ? "@usr" : "@empty");
	jail->plan.rootfs_kind = kind;
	jail->plan.accounts = ACCOUNTS_MERGE;
	check_number(rootfs_source_open(&jail->sources, &jail->plan, &jail->request, &jail->report),
		     0);
}

/* The jail's own mounts as a configuration without a key for them makes them. */
static void build(struct fixture_jail *jail)
{
	check_number(mount_list_settle(&jail->plan, &jail->request, &jail->report), 0);
	check_number(mount_sources_open(&jail->sources, &jail->plan, &jail->request, &jail->report),
		     0);
	fixture_build_begin(jail);
	check_number(procfs_mount(&jail->build), 0);
	check_number(mkdirat(jail->build.root_fd, "dev/shm", 0755), 0);
	check_number(mounts_attach(&jail->build), 0);
	check_number(rootfs_seal(&jail->build), 0);
	check_number(jail->report.error_count, 0);
}

static int name_compare(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_entry(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

/* The names in a directory, sorted, each with a blank behind it. */
static void names_read(int root_fd, const char *path, char *names)
{
	struct dirent **list = NULL;
	int count = scandirat(root_fd, path, &list, is_entry, name_compare);

	check_true(count >= 0, path, __FILE__, __LINE__);
	names[0] = '\0';
	for (int i = 0; i < count; i++) {
		(void)strncat(names, list[i]->d_name, NAMES_MAX - strlen(names) - 1);
		(void)strncat(names, " ", NAMES_MAX - strlen(names) - 1);
	}
}

static void check_names(int root_fd, const char *path, const char *wanted)
{
	char names[NAMES_MAX];

	names_read(root_fd, path, names);
	check_text(names, wanted);
	check_number(strlen(names), strlen(wanted));
}

static void check_file(int root_fd, const char *path, const char *wanted)
{
	struct stat status;
	char text[4096];

	check_number(fstatat(root_fd, path, &status, AT_SYMLINK_NOFOLLOW), 0);
	check_number(status.st_mode, S_IFREG | 0644);
	check_number(status.st_uid, 0);
	file_read(root_fd, path, text, sizeof(text));
	check_text(text, wanted);
	check_number(strlen(text), strlen(wanted));
}

static void check_mode(int root_fd, const char *path, mode_t mode)
{
	struct stat status;

	check_number(fstatat(root_fd, path, &status, AT_SYMLINK_NOFOLLOW), 0);
	check_true(status.st_mode == (S_IFDIR | mode), path, __FILE__, __LINE__);
	check_number(status.st_uid, 0);
	check_number(status.st_gid, 0);
}

static void empty_is_nothing_but_our_own(void)
{
	struct fixture_jail jail;

	begin(&jail, ROOTFS_EMPTY);
	fixture_build_begin(&jail);
	check(jail.build.has_own_root);
	check_names(jail.build.root_fd, ".", own_directories);
	check_names(jail.build.root_fd, "etc", "group hosts nsswitch.conf passwd ");
	check_names(jail.build.root_fd, "home", "");
	check_names(jail.build.root_fd, "root", "");
	check_names(jail.build.root_fd, "var", "lock log run tmp ");
	check_mode(jail.build.root_fd, ".", 0755);
	check_mode(jail.build.root_fd, "root", 0700);
	check_mode(jail.build.root_fd, "tmp", 01777);
	check_mode(jail.build.root_fd, "proc", 0555);
	check_mode(jail.build.root_fd, "etc", 0755);
	check_number(mount_type(jail.build.root_fd, "."), TMPFS_MAGIC);
}

static void the_files_of_etc_are_exact(void)
{
	static char zone[] = "TZif", resolver[] = "nameserver 192.0.2.53\n";
	struct fixture_jail jail;

	begin(&jail, ROOTFS_EMPTY);
	jail.sources.resolv_conf = (struct host_file){ resolver, strlen(resolver) };
	jail.sources.localtime = (struct host_file){ zone, strlen(zone) };
	fixture_build_begin(&jail);
	check_names(jail.build.root_fd, "etc",
		    "group hosts localtime nsswitch.conf passwd resolv.conf ");
	check_file(jail.build.root_fd, "etc/passwd",
		   "root:x:0:0:root:/root:/bin/sh\n"
		   "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"
		   "tenant:*:54321:54321:A Tenant:" FIXTURE_DIRECTORY "/home/tenant:/bin/sh\n");
	check_file(jail.build.root_fd, "etc/group",
		   "root:x:0:\ntty:x:5:\nnogroup:x:65534:\ngroup54321:x:54321:tenant\n");
	check_file(jail.build.root_fd, "etc/nsswitch.conf",
		   "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\n"
		   "networks: files\nprotocols: files\nservices: files\n");
	check_file(jail.build.root_fd, "etc/hosts",
		   "127.0.0.1 localhost\n127.0.1.1 tenant\n::1 localhost ip6-localhost\n");
	check_file(jail.build.root_fd, "etc/resolv.conf", resolver);
	check_file(jail.build.root_fd, "etc/localtime", zone);
}

static void without_a_hostname_hosts_has_none(void)
{
	struct fixture_jail jail;

	begin(&jail, ROOTFS_EMPTY);
	jail.plan.hostname = NULL;
	fixture_build_begin(&jail);
	check_file(jail.build.root_fd, "etc/hosts",
		   "127.0.0.1 localhost\n127.0.1.1 localhost\n::1 localhost ip6-localhost\n");
}

/* What a generated root should have at its top, with the host's own links. */
static void top_of_usr(char *names)
{
	static const char *const all[] = { "bin",    "dev", "etc", "home", "lib",  "lib32", "lib64",
					   "libx32", "mnt", "opt", "proc", "root", "run",   "sbin",
					   "srv",    "sys", "tmp", "usr",  "var" };
	char path[32], target[64];

	names[0] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		int is_merged = strncmp(all[i], "lib", 3) == 0 || strstr(all[i], "bin") != NULL;

		(void)snprintf(path, sizeof(path), "/%s", all[i]);
		if (is_merged && readlink(path, target, sizeof(target)) < 0)
			continue;
		(void)strcat(strcat(names, all[i]), " ");
	}
}

static void check_links(int root_fd)
{
	static const char *const links[] = { "bin", "sbin", "lib", "lib32", "lib64", "libx32" };
	char path[32], host[64], jail[64];

	for (size_t i = 0; i < ARRAY_SIZE(links); i++) {
		ssize_t length;

		(void)snprintf(path, sizeof(path), "/%s", links[i]);
		length = readlink(path, host, sizeof(host));
		check_number(readlinkat(root_fd, links[i], jail, sizeof(jail)), length);
		check(length < 0 || memcmp(host, jail, (size_t)length) == 0);
	}
}

static void usr_is_the_hosts_usr_and_links(void)
{
	struct fixture_jail jail;
	char wanted[NAMES_MAX], host[NAMES_MAX];

	begin(&jail, ROOTFS_USR);
	top_of_usr(wanted);
	fixture_build_begin(&jail);
	check_names(jail.build.root_fd, ".", wanted);
	names_read(AT_FDCWD, "/usr", host);
	check_names(jail.build.root_fd, "usr", host);
	check_links(jail.build.root_fd);
	check_number(mount_flags(jail.build.root_fd, "usr"), ST_RDONLY | ST_NOSUID | ST_NODEV);
	check_errno(mkdirat(jail.build.root_fd, "usr/new", 0755), EROFS);
}

/* Whether it is the host's own inode, or one of the jail's own that stands for it. */
static int is_as_meant(const struct stat *host, const struct stat *here, bool is_shared)
{
	int is_same = host->st_ino == here->st_ino && host->st_dev == here->st_dev;

	return is_same == is_shared && host->st_mode == here->st_mode &&
	       host->st_mtim.tv_sec == here->st_mtim.tv_sec &&
	       host->st_mtim.tv_nsec == here->st_mtim.tv_nsec;
}

/* What was found is there: the host's file or directory, or a link that says the same. */
static void check_setting(int etc_fd, const struct host_setting *setting, bool is_shared)
{
	struct stat host, here;
	char path[256], text[256] = "";

	(void)snprintf(path, sizeof(path), "/etc/%s", setting->path);
	check_number(fstatat(etc_fd, setting->path, &here, AT_SYMLINK_NOFOLLOW), 0);
	if (setting->link != NULL) {
		check(readlinkat(etc_fd, setting->path, text, sizeof(text) - 1) > 0);
		check_text(text, setting->link);
		return;
	}
	if (setting->inode == 0) {
		check_true(here.st_mode == (S_IFDIR | 0755), path, __FILE__, __LINE__);
		return;
	}
	check_number(lstat(path, &host), 0);
	check_true(is_as_meant(&host, &here, is_shared), path, __FILE__, __LINE__);
	check_number(mount_flags(etc_fd, setting->path), ST_RDONLY | ST_NOSUID | ST_NODEV);
}

static int is_made(const char *name)
{
	static const char *const made[] = { "passwd", "group", "hosts", "nsswitch.conf" };

	for (size_t i = 0; i < ARRAY_SIZE(made); i++)
		if (strcmp(made[i], name) == 0)
			return 1;
	return 0;
}

static int is_found(const struct host_settings *settings, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < settings->count; i++) {
		const char *path = settings->list[i].path;

		if (strncmp(path, name, length) == 0 &&
		    (path[length] == '\0' || path[length] == '/'))
			return 1;
	}
	return 0;
}

static void usr_shows_of_etc_what_was_found(void)
{
	static const char *const secrets[] = { "shadow", "pam.d", "ssl/private", "machine-id",
					       "ssh/sshd_config" };
	struct fixture_jail jail;
	struct dirent **list = NULL;
	int count, etc_fd;

	begin(&jail, ROOTFS_USR);
	check(jail.sources.settings.count > 4);
	build(&jail);
	etc_fd = openat(jail.build.root_fd, "etc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (size_t i = 0; i < jail.sources.settings.count; i++)
		check_setting(etc_fd, &jail.sources.settings.list[i], false);
	count = scandirat(jail.build.root_fd, "etc", &list, is_entry, NULL);
	check(count > 4);
	for (int i = 0; i < count; i++)
		check_true(is_made(list[i]->d_name) ||
				   is_found(&jail.sources.settings, list[i]->d_name),
			   list[i]->d_name, __FILE__, __LINE__);
	for (size_t i = 0; i < ARRAY_SIZE(secrets); i++)
		check_true(!is_there(etc_fd, secrets[i]), secrets[i], __FILE__, __LINE__);
	/* The control: the host has some that must not show. */
	check(is_there(AT_FDCWD, "/etc/shadow") && is_there(AT_FDCWD, "/etc/pam.d"));
}

static void with_shared_inodes_they_are_the_hosts(void)
{
	struct fixture_jail jail;
	int etc_fd;

	begin(&jail, ROOTFS_USR);
	jail.plan.has_shared_inodes = true;
	build(&jail);
	etc_fd = openat(jail.build.root_fd, "etc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	check(jail.sources.settings.count > 4);
	for (size_t i = 0; i < jail.sources.settings.count; i++)
		check_setting(etc_fd, &jail.sources.settings.list[i], true);
}

/* Between the walk and the mounts: another file, or one with another mode, is not what was meant.
 */
static void what_has_changed_since_is_not_shown(void)
{
	struct fixture_jail jail;
	int etc_fd;

	tmpfs_over("/etc");
	file_make("/etc/changed", "", 0644);
	file_make("/etc/replaced", "", 0644);
	file_make("/etc/gone", "", 0644);
	file_make("/etc/same", "host", 0644);
	begin(&jail, ROOTFS_USR);
	check_number(jail.sources.settings.count, 4);
	check_number(chmod("/etc/changed", 0640), 0);
	file_make("/etc/new", "secret", 0644);
	check_number(rename("/etc/new", "/etc/replaced"), 0);
	check_number(unlink("/etc/gone"), 0);
	build(&jail);
	etc_fd = openat(jail.build.root_fd, "etc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	check(!is_mount_point(etc_fd, "changed"));
	check(!is_mount_point(etc_fd, "replaced"));
	check(!is_mount_point(etc_fd, "gone"));
	check(is_mount_point(etc_fd, "same"));
}

static void a_sealed_root_is_readonly(void)
{
	static const enum rootfs_kind kinds[] = { ROOTFS_USR, ROOTFS_EMPTY };

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct fixture_jail jail;

		begin(&jail, kinds[i]);
		build(&jail);
		check_number(mount_flags(jail.build.root_fd, "."),
			     ST_RDONLY | ST_NOSUID | ST_NODEV);
		check_errno(mkdirat(jail.build.root_fd, "new", 0755), EROFS);
		check_errno(mkdirat(jail.build.root_fd, "etc/new", 0755), EROFS);
		check_errno(openat(jail.build.root_fd, "etc/passwd", O_WRONLY), EROFS);
		check_errno(mkdirat(jail.build.root_fd, "home/new", 0755), EROFS);
		check_number(mkdirat(jail.build.root_fd, "tmp/new", 0755), 0);
	}
}

/* Changes of the root are kept or forgotten, but passwd stays the host's word. */
static void layers_lie_over_a_generated_root(void)
{
	struct fixture_jail jail;

	begin(&jail, ROOTFS_USR);
	jail.plan.rootfs_mode = ROOTFS_VOLATILE;
	build(&jail);
	check_number(mount_type(jail.build.root_fd, "."), OVERLAYFS_SUPER_MAGIC);
	check_number(mkdirat(jail.build.root_fd, "new", 0755), 0);
	check_errno(mkdirat(jail.build.root_fd, "usr/new", 0755), EROFS);
	check_number(mount_flags(jail.build.root_fd, "usr"), ST_RDONLY | ST_NOSUID | ST_NODEV);
}

static void enter_and_run(struct fixture_jail *jail)
{
	static const char *const arguments[] = { "sh", "-c", "ls / >/tmp/list && exit 7", NULL };
	static char *const environment[] = { NULL };
	pid_t child;
	int status = 0;

	check_number(rootfs_namespace_make(&jail->build), 0);
	build(jail);
	check_number(rootfs_pivot(&jail->build), 0);
	child = fork();
	if (child == 0) {
		root_give_up();
		(void)execve("/bin/sh", (char *const *)(uintptr_t)arguments, environment);
		_exit(127);
	}
	check_number(waitpid(child, &status, 0), child);
	check_number(status, 7 << 8);
	check(is_there(AT_FDCWD, "/tmp/list"));
}

static void the_hosts_programs_run_in_usr(void)
{
	struct fixture_jail jail;

	begin(&jail, ROOTFS_USR);
	check_in_child(enter_and_run, &jail);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(empty_is_nothing_but_our_own),
		fixture_test(the_files_of_etc_are_exact),
		fixture_test(without_a_hostname_hosts_has_none),
		fixture_test(usr_is_the_hosts_usr_and_links),
		fixture_test(usr_shows_of_etc_what_was_found),
		fixture_test(with_shared_inodes_they_are_the_hosts),
		fixture_test(what_has_changed_since_is_not_shown),
		fixture_test(a_sealed_root_is_readonly),
		fixture_test(layers_lie_over_a_generated_root),
		fixture_test(the_hosts_programs_run_in_usr),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
