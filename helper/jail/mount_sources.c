/* SPDX-License-Identifier: BSD-3-Clause */
/* The host's side of the plan's mounts; see mount_sources.h. */
#include "jail/mount_sources.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

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
#include "system/host_path.h"
#include "system/mount_tree.h"
#include "system/report.h"
#include "system/system_directory.h"

/* How long a jail that has an entry is waited for. */
#define TURN_USER_MS	5000
#define TURN_SESSION_MS 1000

static const char *noun_of(const struct mount_entry *entry)
{
	return entry->is_home ? "home" : "bind";
}

static int source_open(const struct mount_entry *entry, struct report *report)
{
	struct safe_path_fault fault = { .reason = NULL };
	int fd = host_path_open(entry->source, NULL, &fault);

	if (fd >= 0)
		return fd;
	if (entry->is_optional && fd == -ENOENT)
		return -ENOENT;
	/* An account is mended, not a line of the configuration. */
	(void)report_error(report, fault.reason == NULL ? -fd : 0, "%s '%s': '%s' %s%s",
			   noun_of(entry), entry->source, fault.path,
			   fault.reason == NULL ? "can not be opened" : fault.reason,
			   entry->is_home && fd == -ELOOP ? " on the way to the home" : "");
	return fd;
}

/* It comes with its sockets: in /run is the host's D-Bus, and the services behind it. */
static int home_system_refuse(const struct mount_entry *entry, int fd, struct report *report)
{
	int outcome = system_directory_is(fd);

	if (outcome < 0)
		return report_error(report, -outcome, "home '%s'", entry->source);
	return outcome == 0 ? 0
			    : report_error(report, 0,
					   "home '%s' is a directory of the system, set home = "
					   "none",
					   entry->source);
}

static int home_check(const struct mount_entry *entry, const struct request *request, int fd,
		      const struct stat *status, struct report *report)
{
	if (!S_ISDIR(status->st_mode))
		return report_error(report, ENOTDIR, "home '%s'", entry->source);
	if (status->st_uid == request->uid)
		return 0;
	if (status->st_uid == 0)
		return home_system_refuse(entry, fd, report);
	return report_error(report, EPERM, "home '%s' belongs to uid %u", entry->source,
			    status->st_uid);
}

static int source_check(const struct mount_entry *entry, const struct request *request, int fd,
			struct report *report)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return report_error(report, errno, "%s '%s'", noun_of(entry), entry->source);
	return entry->is_home ? home_check(entry, request, fd, &status, report) : 0;
}

/* What is mounted below a home is the user's doing, and not taken along. */
static int entry_open(const struct mount_entry *entry, const struct request *request,
		      int *ret_tree_fd, struct report *report)
{
	_cleanup_close_ int fd = source_open(entry, report);
	int error;

	if (fd < 0)
		return fd == -ENOENT && entry->is_optional ? 0 : fd;
	error = source_check(entry, request, fd, report);
	if (error < 0)
		return error;
	*ret_tree_fd = mount_tree_clone(fd, entry->attributes, !entry->is_home);
	if (*ret_tree_fd < 0)
		return report_error(report, -*ret_tree_fd, "%s '%s': can not be cloned",
				    noun_of(entry), entry->source);
	return 0;
}

static int places_make(struct jail_sources *sources, size_t count)
{
	sources->mount_fds = calloc(count + 1, sizeof(*sources->mount_fds));
	if (sources->mount_fds == NULL)
		return -ENOMEM;
	sources->mount_count = count;
	for (size_t i = 0; i < count; i++)
		sources->mount_fds[i] = NO_FD;
	return 0;
}

int mount_sources_open(struct jail_sources *sources, const struct jail_plan *plan,
		       const struct request *request, struct report *report)
{
	int error = places_make(sources, plan->mount_count);

	if (error < 0)
		return report_error(report, -error, "the list of mounts");
	for (size_t i = 0; error == 0 && i < plan->mount_count; i++)
		if (plan->mounts[i].kind == MOUNT_BIND)
			error = entry_open(&plan->mounts[i], request, &sources->mount_fds[i],
					   report);
	return error;
}

int mount_sources_check_home(const struct jail_plan *plan, const struct request *request,
			     struct report *report)
{
	_cleanup_close_ int fd = NO_FD;

	for (size_t i = 0; i < plan->mount_count; i++)
		if (plan->mounts[i].is_home && plan->mounts[i].kind == MOUNT_BIND) {
			fd = source_open(&plan->mounts[i], report);
			return fd < 0 ? fd : source_check(&plan->mounts[i], request, fd, report);
		}
	return 0;
}

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
	if (mkdirat(parent_fd, slash + 1, 0700) < 0 && errno != EEXIST)
		return -errno;
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

/*
 * Made for the jail's root; one that is there must be his, or the layer would be another's. Looked
 * for first: a mkdir(2) that finds it there has waited for the disk.
 */
static int directory_ensure(int parent_fd, const char *name, mode_t mode, const struct idmap *idmap)
{
	struct stat status;
	int error = 0;

	if (fstatat(parent_fd, name, &status, AT_SYMLINK_NOFOLLOW) < 0) {
		error = errno == ENOENT ? directory_make(parent_fd, name, mode, idmap) : -errno;
		if (error == 0 && fstatat(parent_fd, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
			error = -errno;
	}
	if (error < 0)
		return error;
	return S_ISDIR(status.st_mode) && status.st_uid == idmap_uid(idmap, 0) ? 0 : -EPERM;
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

/* The mode of "upper" becomes that of the jail's root directory. */
static int changes_lock(int directory_fd, struct jail_sources *sources,
			const struct jail_plan *plan, uid_t uid, struct report *report)
{
	int error;

	sources->changes_lock_fd = openat(directory_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (sources->changes_lock_fd < 0)
		return -errno;
	error = changes_wait(sources, plan, uid, report);
	if (error < 0)
		return error;
	error = directory_ensure(sources->changes_lock_fd, "upper", 0755, &sources->idmap);
	if (error == 0)
		error = directory_ensure(sources->changes_lock_fd, "work", 0700, &sources->idmap);
	/* A read-only disk would only show in the kernel's words about an option. */
	if (error == 0 && faccessat(sources->changes_lock_fd, "work", W_OK, 0) < 0)
		error = -errno;
	return error;
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
	if (strcmp(found, wanted) != 0)
		return report_error(report, 0,
				    "overlay_dir '%s' has the changes of uid %s, and is for one "
				    "user: set one with %%U in its path",
				    plan->overlay_dir, found);
	return 0;
}

static int changes_report_busy(const struct jail_plan *plan, struct report *report)
{
	if (plan->scope == SCOPE_USER)
		(void)report_error(report, 0,
				   "overlay_dir '%s': another jail keeps its changes there, which "
				   "has another plan",
				   plan->overlay_dir);
	else
		(void)report_error(report, 0,
				   "overlay_dir '%s': another jail keeps its changes there, and is "
				   "in use: 'scope = user' is for several sessions at a time",
				   plan->overlay_dir);
	return -EBUSY;
}

static int changes_report(const struct jail_plan *plan, int error,
			  const struct safe_path_fault *fault, struct report *report)
{
	if (error == -EBUSY)
		return changes_report_busy(plan, report);
	return report_error(report, -error, "overlay_dir '%s'%s%s", plan->overlay_dir,
			    fault->reason == NULL ? "" : ": ",
			    fault->reason == NULL ? "" : fault->reason);
}

int mount_sources_open_changes(struct jail_sources *sources, const struct jail_plan *plan,
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
		return changes_report(plan, fd, &fault, report);
	error = tenant_check(fd, plan, request, report);
	if (error < 0)
		return error;
	error = changes_lock(fd, sources, plan, request->uid, report);
	if (error < 0)
		return changes_report(plan, error, &fault, report);
	sources->changes_fd = mount_tree_clone(fd, MOUNT_ATTRIBUTES_PLAIN, false);
	return sources->changes_fd < 0 ? changes_report(plan, sources->changes_fd, &fault, report)
				       : 0;
}
