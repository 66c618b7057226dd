/* SPDX-License-Identifier: BSD-3-Clause */
/* The rootfs as the host has it; see rootfs_source.h. */
#include "rootfs/rootfs_source.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "ids/idmap.h"
#include "plan/jail_plan.h"
#include "rootfs/image.h"
#include "rootfs/rootfs_claim.h"
#include "rootfs/rootfs_trust.h"
#include "rootfs/settings_find.h"
#include "shared/cleanup.h"
#include "shared/request.h"
#include "shared/safe_path.h"
#include "site/jail_sources.h"
#include "system/file_origin.h"
#include "system/file_system.h"
#include "system/host_path.h"
#include "system/mount_tree.h"
#include "system/report.h"

static int path_report(struct report *report, const struct jail_plan *plan, int error,
		       const struct safe_path_fault *fault)
{
	(void)report_error(report, fault->reason == NULL ? -error : fault->errnum,
			   "rootfs '%s': '%s' %s", plan->rootfs, fault->path,
			   fault->reason == NULL ? "can not be opened" : fault->reason);
	return error;
}

static int directory_clone(const struct jail_plan *plan, int fd, struct report *report)
{
	uint64_t attributes = mount_root_attributes(plan->has_user_namespace);
	int tree_fd;

	if (plan->rootfs_mode != ROOTFS_WRITABLE)
		attributes |= MOUNT_ATTR_RDONLY;
	/* The host's own tree comes alone: below it hang every file system that the host has. */
	tree_fd = mount_tree_clone(fd, attributes, strcmp(plan->rootfs, "/") != 0);
	if (tree_fd < 0)
		return report_error(report, -tree_fd, "rootfs '%s': can not be cloned",
				    plan->rootfs);
	return tree_fd;
}

static int image_open(const struct jail_plan *plan, struct report *report)
{
	struct safe_path_fault fault = { .reason = NULL };
	_cleanup_close_ int fd = safe_path_open_file(plan->rootfs, &fault);

	if (fd < 0)
		return path_report(report, plan, fd, &fault);
	if (plan->rootfs_mode == ROOTFS_WRITABLE)
		return report_error(report, EROFS,
				    "rootfs '%s' is a file: rootfs_mode can not be writable",
				    plan->rootfs);
	return image_mount(fd, plan->rootfs, mount_root_attributes(plan->has_user_namespace),
			   report);
}

/*
 * The tenant's root could leave setuid files of the real root in a mapped rootfs that he can write:
 * nobody else on the host may get there.
 */
static int writable_check(const struct jail_plan *plan, int parent_fd, struct report *report)
{
	struct stat status;

	if (plan->rootfs_mode != ROOTFS_WRITABLE)
		return 0;
	if (fstat(parent_fd, &status) < 0)
		return report_error(report, errno, "rootfs '%s'", plan->rootfs);
	if (status.st_uid == 0 && (status.st_mode & 0077) == 0)
		return 0;
	return report_error(report, EPERM,
			    "rootfs '%s' is writable, but neither is it owned by the user's "
			    "subordinate ids nor is the directory above it root's with mode 0700",
			    plan->rootfs);
}

/* Whose is it? What belongs to the range is taken as it is; all else goes through the map. */
static int owner_check(struct jail_sources *sources, const struct jail_plan *plan, int fd,
		       int parent_fd, struct report *report)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return report_error(report, errno, "rootfs '%s'", plan->rootfs);
	sources->is_rootfs_mapped = status.st_uid != idmap_uid(&sources->idmap, 0);
	return sources->is_rootfs_mapped ? writable_check(plan, parent_fd, report) : 0;
}

/* What owns and what may write is said by a program there, and nobody knows whose; or by nothing.
 */
static int file_system_check(const struct jail_plan *plan, int fd, bool is_directory,
			     struct report *report)
{
	const char *fault = is_directory ? file_system_fault_of(fd) : NULL;
	char subject[PATH_MAX + 16];

	if (fault != NULL)
		return report_error(report, 0, "rootfs '%s' %s", plan->rootfs, fault);
	(void)snprintf(subject, sizeof(subject), "rootfs '%s'", plan->rootfs);
	return file_origin_check(fd, subject, report);
}

/*
 * Its ids would be the jail's, and the tenant's root could read what the host's root alone may. By
 * device and inode: it has many spellings, and a bind of it has any.
 */
static int host_root_refuse(const struct jail_plan *plan, const struct stat *status,
			    struct report *report)
{
	struct stat root;

	if (stat("/", &root) < 0)
		return report_error(report, errno, "'/' can not be looked at");
	if (status->st_dev != root.st_dev || status->st_ino != root.st_ino)
		return 0;
	return report_error(report, EPERM,
			    "rootfs '%s' is the host's own tree: with a user namespace the "
			    "tenant's root could read all of it",
			    plan->rootfs);
}

/* In plain mode the end of the path must be root's alone, too: rootfs_trust_check says so. */
static int tree_open(struct jail_sources *sources, const struct jail_plan *plan,
		     struct report *report)
{
	struct safe_path_fault fault = { .reason = NULL };
	_cleanup_close_ int parent_fd = NO_FD;
	_cleanup_close_ int fd = host_path_open(plan->rootfs, &parent_fd, &fault);
	struct stat status;
	int error;

	if (fd < 0)
		return path_report(report, plan, fd, &fault);
	if (fstat(fd, &status) < 0)
		return report_error(report, errno, "rootfs '%s'", plan->rootfs);
	error = file_system_check(plan, fd, S_ISDIR(status.st_mode), report);
	if (error == 0 && plan->has_user_namespace)
		error = host_root_refuse(plan, &status, report);
	if (error == 0 && plan->has_user_namespace)
		error = owner_check(sources, plan, fd, parent_fd, report);
	if (error < 0)
		return error;
	return S_ISDIR(status.st_mode) ? directory_clone(plan, fd, report)
				       : image_open(plan, report);
}

static int path_open(struct jail_sources *sources, const struct jail_plan *plan,
		     const struct request *request, struct report *report)
{
	int error;

	sources->rootfs_fd = tree_open(sources, plan, report);
	if (sources->rootfs_fd < 0)
		return sources->rootfs_fd;
	error = rootfs_claim_check(sources, plan, request->uid, report);
	if (error < 0 || plan->has_user_namespace)
		return error;
	return rootfs_trust_check(sources->rootfs_fd, plan, sources->state_fd, request, report);
}

/* One clone for all that is shown: what is attached are clones of that, with its attributes. */
static int settings_open(struct jail_sources *sources, const struct jail_plan *plan,
			 struct report *report)
{
	_cleanup_close_ int fd = NO_FD;
	int error = settings_find(&sources->settings, sources->host_root_fd, plan,
				  sources->state_fd, &fd, report);

	if (error < 0 || fd < 0)
		return error;
	sources->etc_fd = mount_tree_clone(fd, MOUNT_ATTRIBUTES_PLAIN | MOUNT_ATTR_RDONLY, false);
	if (sources->etc_fd < 0)
		return report_error(report, -sources->etc_fd, "'/etc' can not be cloned");
	return 0;
}

/* Where these are directories, programs and the loader that they name are not in /usr. */
static int merged_check(int host_root_fd, struct report *report)
{
	static const char *const names[] = { "bin", "sbin", "lib", "lib64" };
	struct stat status;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (fstatat(host_root_fd, names[i], &status, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISDIR(status.st_mode))
			return report_error(report, 0,
					    "rootfs '@usr': '/%s' of this host is a directory of "
					    "its own and no link into /usr",
					    names[i]);
	return 0;
}

static int usr_open(struct jail_sources *sources, const struct jail_plan *plan,
		    struct report *report)
{
	struct safe_path_fault fault = { .reason = NULL };
	_cleanup_close_ int fd = safe_path_open("/usr", &fault);

	if (fd < 0)
		return report_error(report, -fd, "'/usr' can not be opened");
	sources->usr_fd = mount_tree_clone(
		fd, mount_root_attributes(plan->has_user_namespace) | MOUNT_ATTR_RDONLY, true);
	if (sources->usr_fd < 0)
		return report_error(report, -sources->usr_fd, "'/usr' can not be cloned");
	sources->host_root_fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (sources->host_root_fd < 0)
		return report_error(report, errno, "'/' can not be opened");
	if (merged_check(sources->host_root_fd, report) < 0)
		return -EINVAL;
	return settings_open(sources, plan, report);
}

int rootfs_source_open(struct jail_sources *sources, const struct jail_plan *plan,
		       const struct request *request, struct report *report)
{
	if (plan->rootfs_kind == ROOTFS_EMPTY)
		return 0;
	return plan->rootfs_kind == ROOTFS_USR ? usr_open(sources, plan, report)
					       : path_open(sources, plan, request, report);
}
