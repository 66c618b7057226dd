/* SPDX-License-Identifier: BSD-3-Clause */
/* The host's files in the tenant's own /etc; see host_etc_update.h. */
#include "host/host_etc_update.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/accounts.h"
#include "host/host_etc.h"
#include "host/host_etc_files.h"
#include "mounts/stage.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "shared/noatime.h"
#include "shared/request.h"
#include "site/jail_build.h"
#include "site/jail_sources.h"
#include "system/mount_tree.h"
#include "system/new_file.h"
#include "system/report.h"

#define UPDATE_NAME ".pam_nsjail.new"
#define FILE_MAX    (4 * 1024 * 1024) /* bytes, as accounts.h has it */

/* A regular file, or NULL: a FIFO that the tenant left there can not hold us up. */
static FILE *file_open(int directory_fd, const char *name)
{
	_cleanup_close_ int fd =
		noatime_open(directory_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat status;
	FILE *file;

	if (fd < 0 || fstat(fd, &status) < 0 || !S_ISREG(status.st_mode) ||
	    status.st_size > FILE_MAX)
		return NULL;
	file = fdopen(fd, "r");
	if (file != NULL)
		(void)TAKE_FD(fd);
	return file;
}

static bool has_user(int etc_fd, const struct request *request)
{
	_cleanup_fclose_ FILE *file = file_open(etc_fd, "passwd");
	const struct passwd *entry;

	while (file != NULL && (entry = fgetpwent(file)) != NULL)
		if (strcmp(entry->pw_name, request->user) == 0)
			return entry->pw_uid == request->uid && entry->pw_gid == request->gid;
	return false;
}

static bool is_member(const struct group *entry, const char *user)
{
	for (char *const *member = entry->gr_mem; *member != NULL; member++)
		if (strcmp(*member, user) == 0)
			return true;
	return false;
}

static bool has_group(int etc_fd, const struct request *request, gid_t gid)
{
	_cleanup_fclose_ FILE *file = file_open(etc_fd, "group");
	const struct group *entry;

	while (file != NULL && (entry = fgetgrent(file)) != NULL)
		if (entry->gr_gid == gid &&
		    (gid == request->gid || is_member(entry, request->user)))
			return true;
	return false;
}

static bool are_accounts_complete(int etc_fd, const struct request *request)
{
	if (!has_user(etc_fd, request))
		return false;
	for (size_t i = 0; i < request->group_count; i++)
		if (!has_group(etc_fd, request, request->groups[i].gid))
			return false;
	return true;
}

/* The bytes of a file, or NULL. */
static char *file_read(int directory_fd, const char *name, size_t *ret_size)
{
	_cleanup_fclose_ FILE *file = file_open(directory_fd, name);
	_cleanup_free_ char *data = NULL;
	struct stat status;

	if (file == NULL || fstat(fileno(file), &status) < 0)
		return NULL;
	data = malloc((size_t)status.st_size + 1);
	if (data == NULL)
		return NULL;
	*ret_size = fread(data, 1, (size_t)status.st_size, file);
	return TAKE_PTR(data);
}

static int file_replace(int etc_fd, const char *name, const char *data, size_t size)
{
	_cleanup_free_ char *present = NULL;
	size_t present_size = 0;
	int error;

	present = file_read(etc_fd, name, &present_size);
	if (present != NULL && present_size == size && memcmp(present, data, size) == 0)
		return 0;
	if (unlinkat(etc_fd, UPDATE_NAME, 0) < 0 && errno != ENOENT)
		return -errno;
	error = new_file_write(etc_fd, UPDATE_NAME, data, size);
	if (error < 0)
		return error;
	return renameat(etc_fd, UPDATE_NAME, etc_fd, name) < 0 ? -errno : 0;
}

static int file_take(int etc_fd, int fresh_fd, const char *name)
{
	_cleanup_free_ char *data = NULL;
	size_t size = 0;

	data = file_read(fresh_fd, name, &size);
	return data == NULL ? -EIO : file_replace(etc_fd, name, data, size);
}

/* Merged in a tmpfs of init's own, then taken over file by file. */
static int accounts_update(struct jail_build *build, int etc_fd)
{
	_cleanup_close_ int fresh_fd = NO_FD;
	int error;

	if (build->plan->accounts != ACCOUNTS_MERGE ||
	    are_accounts_complete(etc_fd, build->request))
		return 0;
	fresh_fd = mount_tree_make("tmpfs", NULL, MOUNT_ATTRIBUTES_PLAIN, build->report);
	if (fresh_fd < 0)
		return fresh_fd;
	error = accounts_merge(fresh_fd, etc_fd, build->request, build->report);
	if (error == 0)
		error = file_take(etc_fd, fresh_fd, "passwd");
	return error == 0 ? file_take(etc_fd, fresh_fd, "group") : error;
}

static int host_file_update(int etc_fd, const char *name, const struct host_file *file)
{
	return file->data == NULL ? 0 : file_replace(etc_fd, name, file->data, file->size);
}

static bool is_link_to(int etc_fd, const char *name, const char *target)
{
	char present[TIME_ZONE_TEXT_MAX];
	ssize_t length = readlinkat(etc_fd, name, present, sizeof(present));

	return length == (ssize_t)strlen(target) && memcmp(present, target, (size_t)length) == 0;
}

static int link_replace(int etc_fd, const char *name, const char *target)
{
	if (is_link_to(etc_fd, name, target))
		return 0;
	if (unlinkat(etc_fd, UPDATE_NAME, 0) < 0 && errno != ENOENT)
		return -errno;
	if (symlinkat(target, etc_fd, UPDATE_NAME) < 0 ||
	    renameat(etc_fd, UPDATE_NAME, etc_fd, name) < 0)
		return -errno;
	return 0;
}

/* What the base has of zones may be gone from the tenant's. */
static int localtime_update(struct jail_build *build, int etc_fd)
{
	const struct jail_sources *sources = build->sources;
	char target[TIME_ZONE_TEXT_MAX];

	time_zone_target(&sources->zone, target);
	if (sources->localtime.data != NULL && sources->zone.is_link && access(target, R_OK) == 0)
		return link_replace(etc_fd, "localtime", target);
	return host_file_update(etc_fd, "localtime", &sources->localtime);
}

static int timezone_update(struct jail_build *build, int etc_fd)
{
	char line[TIME_ZONE_TEXT_MAX];

	if (!host_etc_files_have_timezone(build, etc_fd))
		return 0;
	time_zone_line(&build->sources->zone, line);
	return file_replace(etc_fd, "timezone", line, strlen(line));
}

int host_etc_update(struct jail_build *build)
{
	_cleanup_close_ int etc_fd = NO_FD;
	int error;

	if (!host_etc_is_updated_inside(build->plan))
		return 0;
	if (mkdir("/etc", 0700) == 0 && chmod("/etc", 0755) < 0)
		return -errno;
	etc_fd = open("/etc", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (etc_fd < 0)
		return -errno;
	error = accounts_update(build, etc_fd);
	if (error == 0)
		error = host_file_update(etc_fd, "resolv.conf", &build->sources->resolv_conf);
	if (error == 0)
		error = localtime_update(build, etc_fd);
	return error == 0 ? timezone_update(build, etc_fd) : error;
}
