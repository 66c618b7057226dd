/* SPDX-License-Identifier: BSD-3-Clause */
/* What a plan is asked, and its end: see jail_plan.h. */
#include "plan/jail_plan.h"

#include <stdlib.h>
#include <string.h>

#include "system/report.h"

const struct plan_value *jail_plan_value(const struct jail_plan *plan, const char *key)
{
	for (size_t i = 0; i < plan->value_count; i++)
		if (strcmp(plan->values[i].key, key) == 0)
			return &plan->values[i];
	return NULL;
}

int jail_plan_value_error(const struct jail_plan *plan, const char *key, struct report *report,
			  const char *reason)
{
	const struct plan_value *value = jail_plan_value(plan, key);

	if (value == NULL || value->file == NULL)
		return report_error(report, 0, "%s: %s", key, reason);
	return report_error(report, 0, "%s:%u: %s", value->file, value->line, reason);
}

bool jail_plan_has_own_inodes(const struct jail_plan *plan)
{
	return plan->rootfs_kind == ROOTFS_PATH && plan->rootfs_mode == ROOTFS_READONLY &&
	       !plan->has_shared_inodes;
}

bool jail_plan_shares_inodes(const struct jail_plan *plan)
{
	switch (plan->rootfs_kind) {
	case ROOTFS_EMPTY:
		return false;
	case ROOTFS_USR:
		return plan->has_shared_inodes;
	case ROOTFS_PATH:
		break;
	}
	return plan->rootfs_mode == ROOTFS_WRITABLE ||
	       (plan->rootfs_mode == ROOTFS_READONLY && plan->has_shared_inodes);
}

static void text_release(void *member)
{
	free(*(char **)member);
}

static void nothing_release(void *member)
{
	(void)member;
}

#define RELEASE(type, name, ...) \
	_Generic(plan->name, char * : text_release, default : nothing_release)(&plan->name);

void jail_plan_clear(struct jail_plan *plan)
{
	for (size_t i = 0; i < plan->value_count; i++) {
		free(plan->values[i].text);
		free(plan->values[i].file);
	}
	free(plan->values);
	for (size_t i = 0; i < plan->mount_count; i++)
		mount_entry_clear(&plan->mounts[i]);
	free(plan->mounts);
	free(plan->services);
	profile_stamps_clear(&plan->profiles);
	JAIL_PLAN_SHAPE(RELEASE)
	*plan = (struct jail_plan){ 0 };
}
