/* SPDX-License-Identifier: BSD-3-Clause */
/* A root without an image; see generated_root.h. */
#include "rootfs/generated_root.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "host/host_etc_files.h"
#include "ids/idmap.h"
#include "mounts/stage.h"
#include "plan/jail_plan.h"
#include "rootfs/settings_places.h"
#include "shared/cleanup.h"
#include "site/jail_build.h"
#include "site/jail_sources.h"
#include "system/mount_tree.h"
#include "system/new_file.h"
#include "system/report.h"

struct own_directory {
	const char *path;
	mode_t mode;
};

/* What programs and the mounts of a jail expect to find. */
static const struct own_directory own_directories[] = {
	{ "dev", 0755 },     { "proc", 0555 }, { "sys", 0555 },	 { "etc", 0755 },
	{ "tmp", 01777 },    { "run", 0755 },  { "var", 0755 },	 { "var/tmp", 01777 },
	{ "var/log", 0755 }, { "home", 0755 }, { "root", 0700 }, { "mnt", 0755 },
	{ "opt", 0755 },     { "srv", 0755 },
};

/* Where /usr is merged these are links on the host; they lead to the same places here. */
static const char *const merged_links[] = { "bin", "sbin", "lib", "lib32", "lib64", "libx32" };

/* Where they have been looked for before there was /run. */
static const struct {
	const char *path, *target;
} own_links[] = {
	{ "var/run", "../run" },
	{ "var/lock", "../run/lock" },
};

static const struct {
	const char *name, *text;
} base_files[] = {
	[ACCOUNTS_PASSWD] = { "passwd",
			      "root:x:0:0:root:/root:/bin/sh\n"
			      "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n" },
	[ACCOUNTS_GROUP] = { "group", "root:x:0:\ntty:x:5:\nnogroup:x:65534:\n" },
};

static const char nsswitch_text[] = "passwd: files\ngroup: files\nshadow: files\n"
				    "hosts: files dns\nnetworks: files\nprotocols: files\n"
				    "services: files\n";

static int directories_make(int root_fd)
{
	for (size_t i = 0; i < ARRAY_SIZE(own_directories); i++) {
		const struct own_directory *directory = &own_directories[i];

		if (mkdirat(root_fd, directory->path, 0700) < 0 ||
		    fchmodat(root_fd, directory->path, directory->mode, 0) < 0)
			return -errno;
	}
	return 0;
}

static int own_links_make(int root_fd)
{
	for (size_t i = 0; i < ARRAY_SIZE(own_links); i++)
		if (symlinkat(own_links[i].target, root_fd, own_links[i].path) < 0)
			return -errno;
	return 0;
}

/*
 * The host's own root directory is what tells whether and where the links are: as it was opened,
 * because "/" is another one by now.
 */
static int links_make(const struct jail_build *build, int root_fd)
{
	char target[PATH_MAX];
	ssize_t length;

	for (size_t i = 0; i < ARRAY_SIZE(merged_links); i++) {
		length = readlinkat(build->sources->host_root_fd, merged_links[i], target,
				    sizeof(target) - 1);
		if (length < 0 && errno != ENOENT && errno != EINVAL)
			return -errno;
		if (length < 0)
			continue;
		target[length] = '\0';
		if (symlinkat(target, root_fd, merged_links[i]) < 0)
			return -errno;
	}
	return 0;
}

/* The few accounts that programs expect, for accounts_merge to add the user to. */
static int base_accounts_write(int directory_fd)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < ARRAY_SIZE(base_files); i++)
		error = new_file_write(directory_fd, base_files[i].name, base_files[i].text,
				       strlen(base_files[i].text));
	return error;
}

int generated_root_accounts(char **ret_text, enum accounts_which which)
{
	*ret_text = strdup(base_files[which].text);
	return *ret_text == NULL ? -ENOMEM : 0;
}

static int hosts_write(struct jail_build *build, int etc_fd)
{
	const char *name = build->plan->hostname != NULL ? build->plan->hostname : "localhost";
	char text[256];

	(void)snprintf(text, sizeof(text),
		       "127.0.0.1 localhost\n127.0.1.1 %s\n::1 localhost ip6-localhost\n", name);
	return new_file_write(etc_fd, "hosts", text, strlen(text));
}

static int etc_fill(struct jail_build *build, int root_fd)
{
	_cleanup_close_ int etc_fd = openat(root_fd, "etc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_cleanup_close_ int base_fd = NO_FD;
	int error;

	base_fd = openat(build->stage_fd, STAGE_ETC, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (etc_fd < 0 || base_fd < 0)
		return -errno;
	error = base_accounts_write(base_fd);
	if (error == 0)
		error = host_etc_files_write(build, etc_fd, base_fd);
	if (error == 0)
		error = hosts_write(build, etc_fd);
	if (error == 0)
		error = new_file_write(etc_fd, "nsswitch.conf", nsswitch_text,
				       strlen(nsswitch_text));
	return error == 0 ? settings_places_make(build, etc_fd) : error;
}

static int root_fill(struct jail_build *build, int root_fd)
{
	int error = directories_make(root_fd);

	if (error == 0)
		error = own_links_make(root_fd);
	if (error == 0 && build->plan->rootfs_kind == ROOTFS_USR)
		error = mkdirat(root_fd, "usr", 0755) < 0 ? -errno : links_make(build, root_fd);
	return error == 0 ? etc_fill(build, root_fd) : error;
}

int generated_root_make(struct jail_build *build)
{
	static const struct mount_option options[] = { { "source", "tmpfs" },
						       { "mode", "0755" },
						       { "size", "16m" },
						       { "nr_inodes", "8192" },
						       { NULL, NULL } };
	_cleanup_close_ int fd = mount_tree_make(
		"tmpfs", options, mount_root_attributes(build->plan->has_user_namespace),
		build->report);
	int error;

	if (fd < 0)
		return fd;
	error = root_fill(build, fd);
	if (error == 0)
		error = idmap_own_tree(&build->sources->idmap, fd);
	return error < 0 ? error : TAKE_FD(fd);
}
