/* SPDX-License-Identifier: BSD-3-Clause */
/* Whose a writable rootfs is; see rootfs_claim.h. */
#include "rootfs/rootfs_claim.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "site/jail_sources.h"
#include "system/report.h"

struct mark {
	int fd; /* of the rootfs, and not O_PATH, which has no attributes */
	char name[64];
};

static void mark_close(struct mark *mark)
{
	cleanup_close(&mark->fd);
}

#define _cleanup_mark_ __attribute__((cleanup(mark_close)))

/* The inode is part of the name, so that the mark of a tree says nothing of its copies. */
static int mark_open(struct mark *mark, const struct jail_sources *sources,
		     const struct jail_plan *plan, struct report *report)
{
	struct stat status;

	mark->fd = openat(sources->rootfs_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (mark->fd < 0 || fstat(mark->fd, &status) < 0)
		return report_error(report, errno, "rootfs '%s'", plan->rootfs);
	(void)snprintf(mark->name, sizeof(mark->name), "trusted.pam_nsjail.%llu",
		       (unsigned long long)status.st_ino);
	return 0;
}

static int owner_report(const struct mark *mark, const struct jail_plan *plan, const char *owner,
			struct report *report)
{
	return report_error(report, EPERM,
			    "rootfs '%s' was written to by the root of uid %s's jail, "
			    "'setfattr -x %s' forgets that",
			    plan->rootfs, owner, mark->name);
}

/* A file system that keeps no marks has none; who wants to set one will hear of it. */
static int mark_compare(const struct mark *mark, const struct jail_plan *plan, uid_t uid,
			struct report *report)
{
	char owner[16], own[16];
	ssize_t length = fgetxattr(mark->fd, mark->name, owner, sizeof(owner) - 1);

	if (length < 0 && (errno == ENODATA || errno == ENOTSUP))
		return 0;
	if (length < 0)
		return report_error(report, errno, "rootfs '%s': its mark", plan->rootfs);
	owner[length] = '\0';
	(void)snprintf(own, sizeof(own), "%u", uid);
	if (plan->has_user_namespace && strcmp(owner, own) == 0)
		return 0;
	return owner_report(mark, plan, owner, report);
}

int rootfs_claim_check(const struct jail_sources *sources, const struct jail_plan *plan, uid_t uid,
		       struct report *report)
{
	_cleanup_mark_ struct mark mark = { .fd = NO_FD };
	int error;

	if (sources->rootfs_fd < 0)
		return 0;
	error = mark_open(&mark, sources, plan, report);
	return error < 0 ? error : mark_compare(&mark, plan, uid, report);
}

static int mark_set(const struct mark *mark, const struct jail_plan *plan, uid_t uid,
		    struct report *report)
{
	char own[16];
	int length = snprintf(own, sizeof(own), "%u", uid);

	if (fsetxattr(mark->fd, mark->name, own, (size_t)length, XATTR_CREATE) == 0)
		return 0;
	if (errno != EEXIST)
		return report_error(report, errno, "rootfs '%s' can not be marked as uid %u's",
				    plan->rootfs, uid);
	return mark_compare(mark, plan, uid, report);
}

int rootfs_claim_take(const struct jail_sources *sources, const struct jail_plan *plan, uid_t uid,
		      struct report *report)
{
	bool is_written = sources->is_rootfs_mapped && plan->rootfs_mode == ROOTFS_WRITABLE;
	_cleanup_mark_ struct mark mark = { .fd = NO_FD };
	int error;

	if (sources->rootfs_fd < 0 || !is_written)
		return 0;
	error = mark_open(&mark, sources, plan, report);
	/* One that is there is not set again: that would wait for the disk. */
	if (error == 0 && fgetxattr(mark.fd, mark.name, NULL, 0) >= 0)
		return mark_compare(&mark, plan, uid, report);
	return error < 0 ? error : mark_set(&mark, plan, uid, report);
}
