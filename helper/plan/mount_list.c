/* SPDX-License-Identifier: BSD-3-Clause */
/* The plan's list of mounts: see mount_list.h. */
#include "plan/mount_list.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

#include "plan/jail_plan.h"
#include "plan/mount_entry.h"
#include "plan/path_form.h"
#include "shared/cleanup.h"
#include "shared/request.h"
#include "system/mount_tree.h"
#include "system/report.h"

#define _cleanup_entry_ __attribute__((cleanup(mount_entry_clear)))

int mount_list_add(struct jail_plan *plan, struct mount_entry *entry)
{
	size_t count = plan->mount_count + 1;
	struct mount_entry *mounts = reallocarray(plan->mounts, count, sizeof(*mounts));

	if (mounts == NULL)
		return -ENOMEM;
	plan->mounts = mounts;
	mounts[plan->mount_count++] = *entry;
	*entry = (struct mount_entry){ 0 };
	return 0;
}

struct default_tmpfs {
	const char *target;
	unsigned int mode;
	const char *size, *inodes;
	bool is_target_optional; /* a rootfs may lack it, or have a link to /tmp in its place */
};

static const struct default_tmpfs default_tmpfs[] = {
	{ "/tmp", 01777, "268435456", "65536", false },
	{ "/run", 0755, "16777216", "4096", false },
	{ "/dev/shm", 01777, "67108864", "4096", false },
	{ "/var/tmp", 01777, "268435456", "65536", true },
};

static bool has_mount_at(const struct jail_plan *plan, const char *target)
{
	for (size_t i = 0; i < plan->mount_count; i++)
		if (plan->mounts[i].kind != MOUNT_MASK &&
		    strcmp(plan->mounts[i].target, target) == 0)
			return true;
	return false;
}

static int default_add(struct jail_plan *plan, const struct default_tmpfs *row)
{
	_cleanup_entry_ struct mount_entry entry = {
		.kind = MOUNT_TMPFS,
		.attributes = MOUNT_ATTRIBUTES_PLAIN,
		.mode = row->mode,
		.is_target_optional = row->is_target_optional,
	};

	if (has_mount_at(plan, row->target))
		return 0;
	entry.target = strdup(row->target);
	if (entry.target == NULL || mount_entry_limit(&entry, row->size, row->inodes) < 0)
		return -ENOMEM;
	return mount_list_add(plan, &entry);
}

/*
 * XDG_RUNTIME_DIR of the jail. It can be made only where /run is the jail's own; what a key mounts
 * there counts, too.
 */
static int runtime_dir_add(struct jail_plan *plan, const struct request *request)
{
	_cleanup_entry_ struct mount_entry entry = {
		.kind = MOUNT_TMPFS,
		.attributes = MOUNT_ATTRIBUTES_PLAIN,
		.mode = 0700,
		.uid = request->uid,
		.gid = request->gid,
	};
	bool has_own_run = false;

	if (asprintf(&entry.target, "/run/user/%u", request->uid) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < plan->mount_count; i++) {
		const struct mount_entry *other = &plan->mounts[i];

		if (strcmp(other->target, entry.target) == 0)
			plan->has_runtime_dir = other->kind != MOUNT_MASK;
		if (strcmp(other->target, entry.target) == 0)
			return 0;
		has_own_run |= other->kind == MOUNT_TMPFS && strcmp(other->target, "/run") == 0;
	}
	if (!has_own_run)
		return 0;
	plan->has_runtime_dir = true;
	return mount_entry_limit(&entry, "67108864", "4096") < 0 ? -ENOMEM
								 : mount_list_add(plan, &entry);
}

static int home_add(struct jail_plan *plan, const struct request *request)
{
	_cleanup_entry_ struct mount_entry entry = {
		.kind = plan->home == HOME_BIND ? MOUNT_BIND : MOUNT_TMPFS,
		.attributes = MOUNT_ATTRIBUTES_PLAIN,
		.is_home = true,
		.mode = 0700,
		.uid = request->uid,
		.gid = request->gid,
	};

	if (plan->home == HOME_NONE)
		return 0;
	entry.target = strdup(request->home);
	entry.source = strdup(request->home);
	if (entry.target == NULL || entry.source == NULL ||
	    mount_entry_limit(&entry, "67108864", "16384") < 0)
		return -ENOMEM;
	return mount_list_add(plan, &entry);
}

/* A path sorts before what lies below it; a mask comes after what it is to cover. */
static int entry_compare(const void *a, const void *b)
{
	const struct mount_entry *left = a, *right = b;
	int order = strcmp(left->target, right->target);

	return order != 0 ? order : (int)left->kind - (int)right->kind;
}

static int entry_error(const struct mount_entry *entry, struct report *report, const char *reason)
{
	if (entry->is_home)
		return report_error(report, EINVAL, "home '%s' %s, set home = none", entry->target,
				    reason);
	return report_error(report, EINVAL, "%s:%u: '%s' %s",
			    entry->file != NULL ? entry->file : "", entry->line, entry->target,
			    reason);
}

/* The jail's own ground: nothing may be mounted there, or a built-in guard would be covered. */
static const char *const own_ground[] = { "/proc", "/sys", "/dev" };
static const char *const own_files[] = { "/", "/etc", "/etc/passwd", "/etc/group", "/usr" };

static const char *ground_fault(const struct mount_entry *entry)
{
	const char *target = entry->target;

	for (size_t i = 0; i < ARRAY_SIZE(own_files); i++)
		if (strcmp(target, own_files[i]) == 0)
			return "is the jail's own";
	if (entry->kind == MOUNT_MASK || strcmp(target, "/dev/shm") == 0)
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(own_ground); i++) {
		size_t length = strlen(own_ground[i]);

		if (strncmp(target, own_ground[i], length) == 0 &&
		    (target[length] == '/' || target[length] == '\0'))
			return "is on the jail's own ground";
	}
	return NULL;
}

/* A mask may cover what is mounted at the same place, the list's order sees to that. */
static bool is_in_the_way(const struct mount_entry *previous, const struct mount_entry *entry)
{
	bool is_cover = entry->kind == MOUNT_MASK && previous->kind != MOUNT_MASK;

	return !is_cover && strcmp(previous->target, entry->target) == 0;
}

static int list_check(const struct jail_plan *plan, struct report *report)
{
	const struct mount_entry *previous = NULL;
	int result = 0;

	for (size_t i = 0; i < plan->mount_count; i++) {
		const struct mount_entry *entry = &plan->mounts[i];
		const char *fault = ground_fault(entry);

		if (fault == NULL)
			fault = path_form_fault(entry->target);
		if (previous != NULL && is_in_the_way(previous, entry))
			fault = "is mounted on twice";
		if (fault != NULL)
			result = entry_error(entry, report, fault);
		previous = entry;
	}
	return result;
}

int mount_list_settle(struct jail_plan *plan, const struct request *request, struct report *report)
{
	int result = home_add(plan, request);

	for (size_t i = 0; result == 0 && i < ARRAY_SIZE(default_tmpfs); i++)
		result = default_add(plan, &default_tmpfs[i]);
	if (result == 0)
		result = runtime_dir_add(plan, request);
	if (result < 0)
		return report_error(report, -result, "the list of mounts");
	qsort(plan->mounts, plan->mount_count, sizeof(*plan->mounts), entry_compare);
	return list_check(plan, report);
}
