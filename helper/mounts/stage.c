/* SPDX-License-Identifier: BSD-3-Clause */
/* The staging area; see stage.h. */
#include "mounts/stage.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "shared/cleanup.h"
#include "site/jail_build.h"
#include "site/jail_sources.h"
#include "system/mount_tree.h"
#include "system/new_file.h"

#define STAGE_PAM_OTHER STAGE_PAM "/other"

#define MASK_ATTRIBUTES \
	(MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)

struct stage_directory {
	const char *name;
	mode_t mode;
};

static const struct stage_directory furniture[] = {
	{ STAGE_ROOT, 0755 },	      { STAGE_BASE, 0755 }, { STAGE_CHANGES, 0755 },
	{ STAGE_EMPTY_DIRECTORY, 0 }, { STAGE_PAM, 0700 },
};

/* libpam takes it for each service that has no file. Without the module it denies all the same. */
static const char pam_other_text[] = "auth requisite pam_deny.so\n"
				     "account requisite pam_deny.so\n"
				     "password requisite pam_deny.so\n"
				     "session requisite pam_deny.so\n";

/* What can be opened is not shared: inotify(7) would show one tenant what another one does. */
static const struct stage_directory own_directories[] = {
	{ STAGE_ETC, 0755 },
	{ STAGE_LIVE, 0755 },
	{ STAGE_OPEN_DIRECTORY, 0555 },
};

/* The umask is 077 here, hence the second step. */
static int directory_make(int parent_fd, const struct stage_directory *directory)
{
	if (mkdirat(parent_fd, directory->name, 0700) < 0)
		return -errno;
	return fchmodat(parent_fd, directory->name, directory->mode, 0) < 0 ? -errno : 0;
}

static int directories_make(int parent_fd, const struct stage_directory *directories, size_t count)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < count; i++)
		error = directory_make(parent_fd, &directories[i]);
	return error;
}

static int file_make(int directory_fd, const char *path, const char *text, mode_t mode)
{
	int error = new_file_write(directory_fd, path, text, strlen(text));

	if (error < 0)
		return error;
	return fchmodat(directory_fd, path, mode, 0) < 0 ? -errno : 0;
}

/* PAM's file is the last to be made: with it, all of it is there. */
int stage_furnish(int directory_fd)
{
	int error = directories_make(directory_fd, furniture, ARRAY_SIZE(furniture));

	if (error == 0)
		error = file_make(directory_fd, STAGE_EMPTY_FILE, "", 0);
	return error == 0 ? file_make(directory_fd, STAGE_PAM_OTHER, pam_other_text, 0400) : error;
}

/* 1, 0 (a template that an older helper has made lacks some of it) or -errno. */
static int is_furnished(int directory_fd)
{
	struct stat status;

	if (fstatat(directory_fd, STAGE_PAM_OTHER, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : -errno;
	return status.st_mode == (S_IFREG | 0400) && status.st_uid == 0;
}

/* In a copy of the template "/" is its root. */
static int template_look(struct jail_build *build)
{
	_cleanup_close_ int fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int outcome = fd < 0 ? -errno : is_furnished(fd);

	if (outcome > 0)
		build->furniture_fd = TAKE_FD(fd);
	return outcome;
}

static int furniture_find(struct jail_build *build)
{
	int outcome = build->sources->template_fd < 0 ? 0 : template_look(build);

	build->has_template = outcome > 0;
	if (outcome != 0)
		return outcome < 0 ? outcome : 0;
	build->furniture_fd = fcntl(build->stage_fd, F_DUPFD_CLOEXEC, 3);
	return build->furniture_fd < 0 ? -errno : stage_furnish(build->furniture_fd);
}

int stage_make(struct jail_build *build)
{
	static const struct mount_option options[] = { { "source", "tmpfs" },
						       { "mode", "0755" },
						       { "size", "16m" },
						       { "nr_inodes", "4096" },
						       { NULL, NULL } };
	_cleanup_close_ int place_fd =
		open(STAGE_PLACE, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int error;

	if (place_fd < 0)
		return -errno;
	build->stage_fd = mount_tree_make(
		"tmpfs", options, MOUNT_ATTRIBUTES_PLAIN | MOUNT_ATTR_NOEXEC, build->report);
	if (build->stage_fd < 0)
		return build->stage_fd;
	error = directories_make(build->stage_fd, own_directories, ARRAY_SIZE(own_directories));
	if (error == 0)
		error = furniture_find(build);
	return error < 0 ? error : mount_tree_attach(build->stage_fd, place_fd);
}

/* The template has the attributes of a mask (template_enter saw to it), so its copies have. */
static int cover(const struct jail_build *build, int target_fd, const char *source)
{
	_cleanup_close_ int mask_fd =
		build->has_template
			? mount_tree_copy_entry(build->furniture_fd, source)
			: mount_tree_clone_entry(build->furniture_fd, source, MASK_ATTRIBUTES);

	return mask_fd < 0 ? mask_fd : mount_tree_attach(mask_fd, target_fd);
}

int stage_mask(const struct jail_build *build, int root_fd, const char *path)
{
	_cleanup_close_ int target_fd = mount_target_open(root_fd, path);
	struct stat status;

	if (target_fd < 0)
		return target_fd == -ENOENT ? 0 : target_fd;
	if (fstat(target_fd, &status) < 0)
		return -errno;
	return cover(build, target_fd,
		     S_ISDIR(status.st_mode) ? STAGE_EMPTY_DIRECTORY : STAGE_EMPTY_FILE);
}

int stage_pam_cover(const struct jail_build *build, int target_fd)
{
	return cover(build, target_fd, STAGE_PAM);
}

int stage_empty(const struct jail_build *build, int root_fd, const char *path)
{
	_cleanup_close_ int target_fd = mount_target_open(root_fd, path);
	_cleanup_close_ int mask_fd = NO_FD;

	if (target_fd < 0)
		return target_fd == -ENOENT ? 0 : target_fd;
	mask_fd = mount_tree_clone_entry(build->stage_fd, STAGE_OPEN_DIRECTORY, MASK_ATTRIBUTES);
	return mask_fd < 0 ? mask_fd : mount_tree_attach(mask_fd, target_fd);
}
