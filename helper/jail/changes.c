/* SPDX-License-Identifier: BSD-3-Clause */
/* The directory of an overlay's changes; see changes.h. */
#include "jail/changes.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "ids/idmap.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "shared/message.h"
#include "shared/patience.h"
#include "shared/request.h"
#include "shared/safe_path.h"
#include "site/jail_sources.h"
#include "state/jail_entry.h"
#include "state/lock_wait.h"
#include "system/file_system.h"
#include "system/mount_tree.h"
#include "system/report.h"

/* How long a jail that has an entry is waited for. */
#define TURN_USER_MS	5000
#define TURN_SESSION_MS 1000

/* Makes the missing end of a path, each directory root's and 0700, below what is root's alone. */
static int directories_make(char *path, struct safe_path_fault *fault)
{
	_cleanup_close_ int parent_fd = NO_FD;
	char *slash = strrchr(path, '/');
	int fd = safe_path_open(path[0] != '\0' ? path : "/", fault);

	if (fd != -ENOENT || slash == NULL)
		return fd;
	*slash = '\0';
	parent_fd = directories_make(path, fault);
	*slash = '/';
	if (parent_fd < 0)
		return parent_fd;
	/* Another login may be making the same one. */
	if (mkdirat(parent_fd, slash + 1, 0700) < 0 && errno != EEXIST) {
		fault->reason = NULL;
		return -errno;
	}
	return safe_path_open(path, fault);
}

static int directory_make(int parent_fd, const char *name, mode_t mode, const struct idmap *idmap)
{
	if (mkdirat(parent_fd, name, 0700) < 0 || fchmodat(parent_fd, name, mode, 0) < 0 ||
	    fchownat(parent_fd, name, idmap_uid(idmap, 0), idmap_gid(idmap, 0),
		     AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	return 0;
}

/* One that is there must be the jail's root's, or the layer would be another's. */
static int directory_judge(const char *name, const struct stat *status, const struct idmap *idmap,
			   const struct jail_plan *plan, struct report *report)
{
	if (!S_ISDIR(status->st_mode))
		return report_error(report, ENOTDIR, "overlay_dir '%s': '%s'", plan->overlay_dir,
				    name);
	if (status->st_uid == idmap_uid(idmap, 0))
		return 0;
	(void)report_error(report, 0,
			   "overlay_dir '%s': '%s' belongs to uid %u, but the jail's root is uid "
			   "%u",
			   plan->overlay_dir, name, status->st_uid, idmap_uid(idmap, 0));
	return -EPERM;
}

/* Looked for first: a mkdir(2) that finds it there has waited for the disk. */
static int directory_ensure(int parent_fd, const char *name, mode_t mode, const struct idmap *idmap,
			    const struct jail_plan *plan, struct report *report)
{
	struct stat status;
	int error = 0;

	if (fstatat(parent_fd, name, &status, AT_SYMLINK_NOFOLLOW) < 0) {
		error = errno == ENOENT ? directory_make(parent_fd, name, mode, idmap) : -errno;
		if (error == 0 && fstatat(parent_fd, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
			error = -errno;
	}
	if (error < 0)
		return report_error(report, -error, "overlay_dir '%s'", plan->overlay_dir);
	return directory_judge(name, &status, idmap, plan, report);
}

/*
 * Whoever has the lock may be a jail that is ending, and then it is free in a moment, or when the
 * kernel has written to a busy disk what the overlay has changed, or when somebody else's process 1
 * has reaped what the jail waits for: such a jail has no entry any more, and is waited for. One
 * that has an entry gets a turn for its application to close the session, which comes after the
 * user has seen the end of it. A user's later logins share one jail, so for them an ending one is
 * the rule; of sessions with a jail each the other one is likely to stay.
 */
static int changes_wait(const struct jail_sources *sources, const struct jail_plan *plan, uid_t uid,
			struct report *report)
{
	int64_t end_ms = boottime_ms() + LOGIN_HELPER_MS;
	int64_t turn_ms = plan->scope == SCOPE_USER ? TURN_USER_MS : TURN_SESSION_MS;
	int error;

	do
		error = lock_wait_directory(sources->changes_lock_fd, boottime_ms() + turn_ms,
					    report);
	while (error == -ETIMEDOUT && boottime_ms() < end_ms &&
	       !jail_entry_user_has(sources->state_fd, uid));
	return error == -ETIMEDOUT ? -EBUSY : error;
}

static int changes_report_busy(const struct jail_plan *plan, struct report *report)
{
	if (plan->scope == SCOPE_USER)
		(void)report_error(report, 0,
				   "overlay_dir '%s': another jail keeps its changes there, which "
				   "has another plan, as from before a change of the "
				   "configuration, the account or its groups: it ends with its "
				   "sessions, or by 'nsjailctl kill'",
				   plan->overlay_dir);
	else
		(void)report_error(report, 0,
				   "overlay_dir '%s': another jail keeps its changes there, and is "
				   "in use: 'scope = user' is for several sessions at a time",
				   plan->overlay_dir);
	return -EBUSY;
}

static int changes_lock(int directory_fd, struct jail_sources *sources,
			const struct jail_plan *plan, uid_t uid, struct report *report)
{
	int error;

	sources->changes_lock_fd = openat(directory_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (sources->changes_lock_fd < 0)
		return report_error(report, errno, "overlay_dir '%s'", plan->overlay_dir);
	error = changes_wait(sources, plan, uid, report);
	if (error == -EBUSY)
		return changes_report_busy(plan, report);
	return error < 0 ? report_error(report, -error, "overlay_dir '%s'", plan->overlay_dir) : 0;
}

/* The mode of "upper" becomes that of the jail's root directory. */
static int layers_ensure(const struct jail_sources *sources, const struct jail_plan *plan,
			 struct report *report)
{
	int fd = sources->changes_lock_fd;
	int error = directory_ensure(fd, "upper", 0755, &sources->idmap, plan, report);

	if (error == 0)
		error = directory_ensure(fd, "work", 0700, &sources->idmap, plan, report);
	/* A read-only disk would only show in the kernel's words about an option. */
	if (error == 0 && faccessat(fd, "work", W_OK, 0) < 0)
		error = report_error(report, errno, "overlay_dir '%s'", plan->overlay_dir);
	return error;
}

static int tenant_judge(const char *found, const struct jail_plan *plan,
			const struct request *request, struct report *report)
{
	char wanted[16];

	(void)snprintf(wanted, sizeof(wanted), "%u", request->uid);
	return strcmp(found, wanted) == 0
		       ? 0
		       : report_error(report, 0,
				      "overlay_dir '%s' has the changes of uid %s, and is for one "
				      "user: set one with %%U in its path",
				      plan->overlay_dir, found);
}

/* What the link says, or what it was made to say if there was none: the first one's uid. */
static ssize_t tenant_read(int directory_fd, const char *wanted, char *ret_found, size_t size)
{
	ssize_t length = readlinkat(directory_fd, "uid", ret_found, size - 1);

	if (length < 0 && errno == ENOENT && symlinkat(wanted, directory_fd, "uid") < 0 &&
	    errno != EEXIST)
		return -1;
	return length < 0 ? readlinkat(directory_fd, "uid", ret_found, size - 1) : length;
}

/*
 * A path without a token of the user in it would show one tenant's changes to the next: the first
 * one's uid stays with the directory, as the text of a link, which is there whole or not at all.
 * Looked at before anybody is waited for: another's jail may stay for ever, and its end would
 * change nothing.
 */
static int tenant_check(int directory_fd, const struct jail_plan *plan,
			const struct request *request, struct report *report)
{
	char wanted[16], found[16];
	ssize_t length;

	(void)snprintf(wanted, sizeof(wanted), "%u", request->uid);
	length = tenant_read(directory_fd, wanted, found, sizeof(found));
	if (length < 0)
		return report_error(report, errno, "overlay_dir '%s': 'uid'", plan->overlay_dir);
	found[length] = '\0';
	return tenant_judge(found, plan, request, report);
}

/* What is wrong with the path on the way to it is told of the component that it is. */
static int path_report(const struct jail_plan *plan, int error, const struct safe_path_fault *fault,
		       struct report *report)
{
	if (fault->reason == NULL)
		(void)report_error(report, -error, "overlay_dir '%s'", plan->overlay_dir);
	else if (strcmp(fault->path, plan->overlay_dir) == 0)
		(void)report_error(report, fault->errnum, "overlay_dir '%s' %s", fault->path,
				   fault->reason);
	else
		(void)report_error(report, fault->errnum, "overlay_dir '%s': '%s' %s",
				   plan->overlay_dir, fault->path, fault->reason);
	return error;
}

/* Of the directory itself, or of the last one above it that there is. */
static int place_check(int fd, const struct jail_plan *plan, struct report *report)
{
	const char *fault = file_system_upper_fault_of(fd);
	struct stat status;

	if (fstat(fd, &status) < 0)
		return report_error(report, errno, "overlay_dir '%s'", plan->overlay_dir);
	if (!S_ISDIR(status.st_mode))
		return report_error(report, ENOTDIR, "overlay_dir '%s'", plan->overlay_dir);
	return fault == NULL
		       ? 0
		       : report_error(report, 0, "overlay_dir '%s' %s", plan->overlay_dir, fault);
}

int changes_open(struct jail_sources *sources, const struct jail_plan *plan,
		 const struct request *request, struct report *report)
{
	struct safe_path_fault fault = { .reason = NULL };
	_cleanup_free_ char *path = strdup(plan->overlay_dir);
	_cleanup_close_ int fd = NO_FD;
	int error;

	if (path == NULL)
		return report_error(report, ENOMEM, "overlay_dir '%s'", plan->overlay_dir);
	fd = directories_make(path, &fault);
	if (fd < 0)
		return path_report(plan, fd, &fault, report);
	error = place_check(fd, plan, report);
	if (error == 0)
		error = tenant_check(fd, plan, request, report);
	if (error == 0)
		error = changes_lock(fd, sources, plan, request->uid, report);
	if (error == 0)
		error = layers_ensure(sources, plan, report);
	if (error < 0)
		return error;
	sources->changes_fd = mount_tree_clone(fd, MOUNT_ATTRIBUTES_PLAIN, false);
	return sources->changes_fd < 0 ? path_report(plan, sources->changes_fd, &fault, report) : 0;
}

/* The directory, or the last one above it that is there: what is missing would be made. */
static int nearest_open(const struct jail_plan *plan, bool *ret_is_whole,
			struct safe_path_fault *fault)
{
	_cleanup_free_ char *path = strdup(plan->overlay_dir);
	int fd = path == NULL ? -ENOMEM : safe_path_open(path, fault);

	*ret_is_whole = fd >= 0;
	while (fd == -ENOENT && strrchr(path, '/') != NULL && path[1] != '\0') {
		char *slash = strrchr(path, '/');

		slash[slash == path ? 1 : 0] = '\0';
		fd = safe_path_open(path, fault);
	}
	return fd;
}

static int layer_look(int fd, const char *name, const struct idmap *idmap,
		      const struct jail_plan *plan, struct report *report)
{
	struct stat status;

	if (fstatat(fd, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return 0;
	return directory_judge(name, &status, idmap, plan, report);
}

static int contents_check(int fd, const struct jail_plan *plan, const struct request *request,
			  const struct idmap *idmap, struct report *report)
{
	char found[16];
	ssize_t length = readlinkat(fd, "uid", found, sizeof(found) - 1);
	int error = 0;

	found[length > 0 ? length : 0] = '\0';
	if (length > 0)
		error = tenant_judge(found, plan, request, report);
	if (error == 0 && (idmap->is_active || !plan->has_user_namespace))
		error = layer_look(fd, "upper", idmap, plan, report);
	return error;
}

int changes_check(const struct jail_plan *plan, const struct request *request,
		  const struct idmap *idmap, struct report *report)
{
	struct safe_path_fault fault = { .reason = NULL };
	bool is_whole;
	_cleanup_close_ int fd = nearest_open(plan, &is_whole, &fault);
	struct statvfs status;
	int error;

	if (fd < 0)
		return path_report(plan, fd, &fault, report);
	error = place_check(fd, plan, report);
	if (error == 0 && fstatvfs(fd, &status) == 0 && (status.f_flag & ST_RDONLY) != 0)
		error = report_error(report, EROFS, "overlay_dir '%s'", plan->overlay_dir);
	if (error == 0 && is_whole)
		error = contents_check(fd, plan, request, idmap, report);
	return error;
}
