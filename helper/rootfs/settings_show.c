/* SPDX-License-Identifier: BSD-3-Clause */
/* The host's settings in a generated root; see settings_show.h. */
#include "rootfs/settings_show.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "mounts/stage.h"
#include "plan/jail_plan.h"
#include "rootfs/rootfs_layers.h"
#include "rootfs/settings_rule.h"
#include "shared/cleanup.h"
#include "site/jail_build.h"
#include "site/jail_sources.h"
#include "system/mount_tree.h"
#include "system/report.h"

/* Where settings are taken from: the host's /etc as it is, or an overlay on it, the jail's own. */
struct settings_source {
	int host_fd;
	int shown_fd;
	int own_fd; /* owned; NO_FD: the host's is shown */
};

static void source_close(struct settings_source *source)
{
	cleanup_close(&source->own_fd);
}

#define _cleanup_source_ __attribute__((cleanup(source_close)))

static bool has_kind_to_show(const struct stat *status)
{
	return settings_rule_takes_mode(status->st_uid, status->st_mode);
}

/*
 * A file that was replaced meanwhile shows in the next jail, if it may. An overlay's inode numbers
 * are its own; what it has taken is what is still there now.
 */
static bool is_as_found(const struct settings_source *source, int fd,
			const struct host_setting *setting)
{
	struct stat shown, host;

	return fstat(fd, &shown) == 0 && has_kind_to_show(&shown) &&
	       fstatat(source->host_fd, setting->path, &host, AT_SYMLINK_NOFOLLOW) == 0 &&
	       host.st_ino == setting->inode && has_kind_to_show(&host);
}

static bool is_same_kind(int fd, mode_t mode)
{
	struct stat status;

	return fstat(fd, &status) == 0 && (status.st_mode & S_IFMT) == (mode & S_IFMT);
}

static bool is_his_own(int error)
{
	return error == -ENOENT || error == -ELOOP || error == -ENOTDIR;
}

static int setting_attach(const struct settings_source *source, int etc_fd,
			  const struct host_setting *setting)
{
	_cleanup_close_ int tree_fd = mount_tree_copy_entry(source->shown_fd, setting->path);
	_cleanup_close_ int place_fd = NO_FD;

	if (tree_fd == -ENOENT)
		return 0;
	if (tree_fd < 0)
		return tree_fd;
	if (!is_as_found(source, tree_fd, setting))
		return 0;
	place_fd = mount_target_open(etc_fd, setting->path);
	if (place_fd < 0)
		return is_his_own(place_fd) ? 0 : place_fd;
	return is_same_kind(place_fd, setting->mode) ? mount_tree_attach(tree_fd, place_fd) : 0;
}

/* Over what is attached there, which is what an overlay has to stand on. */
static int source_cover(struct settings_source *source, struct jail_build *build)
{
	int error;

	source->own_fd = rootfs_layers_own_inodes(build, source->host_fd);
	if (source->own_fd < 0)
		return source->own_fd;
	error = mount_tree_restrict(source->own_fd, MOUNT_ATTRIBUTES_PLAIN, false);
	if (error == 0)
		error = mount_tree_attach_at(source->own_fd, build->stage_fd, STAGE_HOST_ETC);
	source->shown_fd = source->own_fd;
	return error;
}

/* Only what is attached can be cloned, so the host's /etc stands on the stage until that goes. */
static int source_attach(struct settings_source *source, struct jail_build *build)
{
	int error;

	source->host_fd = source->shown_fd = build->sources->etc_fd;
	if (mkdirat(build->stage_fd, STAGE_HOST_ETC, 0700) < 0)
		return -errno;
	error = mount_tree_attach_at(source->host_fd, build->stage_fd, STAGE_HOST_ETC);
	return error < 0 || build->plan->has_shared_inodes ? error : source_cover(source, build);
}

/*
 * With a user namespace all of them are nobody's, and ssh(1) does not start if its configuration
 * includes such a file.
 */
static int ssh_cover(const struct jail_build *build)
{
	static const char includes[] = "ssh/ssh_config.d";
	const struct host_settings *settings = &build->sources->settings;
	bool is_shown = false;
	int error;

	for (size_t i = 0; i < settings->count; i++)
		is_shown |= strncmp(settings->list[i].path, includes, strlen(includes)) == 0 ||
			    strcmp(settings->list[i].path, "ssh") == 0;
	if (!is_shown || !build->plan->has_user_namespace)
		return 0;
	error = stage_empty(build, build->root_fd, "/etc/ssh/ssh_config.d");
	/* EINVAL: he has a file there. */
	return is_his_own(error) || error == -EINVAL ? 0 : error;
}

static int list_attach(const struct settings_source *source, const struct jail_build *build)
{
	const struct host_settings *settings = &build->sources->settings;
	_cleanup_close_ int etc_fd = mount_target_open(build->root_fd, "etc");
	int error = 0;

	if (etc_fd < 0)
		return is_his_own(etc_fd) ? 0 : etc_fd;
	for (size_t i = 0; error == 0 && i < settings->count; i++) {
		if (settings->list[i].link != NULL || settings->list[i].inode == 0)
			continue;
		error = setting_attach(source, etc_fd, &settings->list[i]);
		if (error < 0)
			return report_error(build->report, -error, "can not show '/etc/%s'",
					    settings->list[i].path);
	}
	return ssh_cover(build);
}

int settings_attach(struct jail_build *build)
{
	_cleanup_source_ struct settings_source source = { .own_fd = NO_FD };
	int error;

	if (build->sources->settings.count == 0)
		return 0;
	error = source_attach(&source, build);
	if (error < 0)
		return report_error(build->report, -error, "no place for the host's /etc");
	return list_attach(&source, build);
}
