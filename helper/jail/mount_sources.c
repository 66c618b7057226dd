/* SPDX-License-Identifier: BSD-3-Clause */
/* The host's side of the plan's mounts; see mount_sources.h. */
#include "jail/mount_sources.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "shared/request.h"
#include "shared/safe_path.h"
#include "site/jail_sources.h"
#include "system/host_path.h"
#include "system/mount_tree.h"
#include "system/report.h"
#include "system/system_directory.h"

static const char *noun_of(const struct mount_entry *entry)
{
	return entry->is_home ? "home" : "bind";
}

/* An account is mended, not a line of the configuration. */
static const char *home_words(const struct mount_entry *entry, int error)
{
	if (!entry->is_home)
		return "";
	return error == -ELOOP	  ? " on the way to the home"
	       : error == -ENOENT ? ", and a login does not make it"
				  : "";
}

static int source_open(const struct mount_entry *entry, struct report *report)
{
	struct safe_path_fault fault = { .reason = NULL };
	int fd = host_path_open(entry->source, NULL, &fault);

	if (fd >= 0)
		return fd;
	if (entry->is_optional && fd == -ENOENT)
		return -ENOENT;
	(void)report_error(report, fault.reason == NULL ? -fd : fault.errnum, "%s '%s': '%s' %s%s",
			   noun_of(entry), entry->source, fault.path,
			   fault.reason == NULL ? "can not be opened" : fault.reason,
			   home_words(entry, fd));
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
