/* SPDX-License-Identifier: BSD-3-Clause */
/* The files that a plan is made of; see plan_sources.h. */
#include "shared/plan_sources.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "shared/cleanup.h"
#include "shared/safe_path.h"
#include "shared/user_name.h"

int plan_sources_own_path(char ret_path[PATH_MAX], const char *config_path, const char *user)
{
	const char *slash = strrchr(config_path, '/');
	int length;

	if (slash == NULL || !user_name_is_valid(user))
		return -EINVAL;
	length = snprintf(ret_path, PATH_MAX, "%.*s/nsjail.d/%s.conf", (int)(slash - config_path),
			  config_path, user);
	return length < 0 || length >= PATH_MAX ? -ENAMETOOLONG : 0;
}

static uint64_t nanoseconds(const struct timespec *time)
{
	return (uint64_t)time->tv_sec * 1000000000 + (uint64_t)time->tv_nsec;
}

int file_stamp_read(struct file_stamp *ret_stamp, int fd)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return -errno;
	*ret_stamp = (struct file_stamp){
		.device = status.st_dev,
		.inode = status.st_ino,
		.size = (uint64_t)status.st_size,
		.modified_ns = nanoseconds(&status.st_mtim),
		.changed_ns = nanoseconds(&status.st_ctim),
	};
	return 0;
}

int file_stamp_look(struct file_stamp *ret_stamp, const char *path)
{
	_cleanup_close_ int fd = safe_path_open(path, NULL);

	return fd < 0 ? fd : file_stamp_read(ret_stamp, fd);
}

int plan_sources_look(struct plan_sources *ret_sources, const char *config_path, const char *user)
{
	struct plan_sources sources = { 0 };
	char own_path[PATH_MAX];
	int error = plan_sources_own_path(own_path, config_path, user);

	if (error == 0)
		error = file_stamp_look(&sources.main_file, config_path);
	if (error == 0)
		error = file_stamp_look(&sources.own_file, own_path);
	/* The usual case; the main file is there. */
	if (error == -ENOENT && sources.main_file.inode != 0)
		error = 0;
	if (error == 0)
		*ret_sources = sources;
	return error;
}

static bool is_same(const struct file_stamp *one, const struct file_stamp *other)
{
	return memcmp(one, other, sizeof(*one)) == 0;
}

bool plan_sources_are_same(const struct plan_sources *one, const struct plan_sources *other)
{
	return one->main_file.inode != 0 && is_same(&one->main_file, &other->main_file) &&
	       is_same(&one->own_file, &other->own_file);
}
