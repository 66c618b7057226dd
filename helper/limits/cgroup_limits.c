/* SPDX-License-Identifier: BSD-3-Clause */
/* The table of limits; see cgroup_limits.h. */
#include "limits/cgroup_limits.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "limits/cgroup_directory.h"
#include "shared/cleanup.h"
#include "system/report.h"

#define CPU_PERIOD_USEC 100000 /* systemd's, too */

struct limit_form {
	const char *controller;
	const char *file;
	const char *property; /* systemd's name */
	enum cgroup_part part;
};

static const struct limit_form forms[LIMIT_COUNT] = {
	[LIMIT_MEMORY_MAX] = { "memory", "memory.max", "MemoryMax", CGROUP_AMOUNTS },
	[LIMIT_MEMORY_SWAP_MAX] = { "memory", "memory.swap.max", "MemorySwapMax", CGROUP_AMOUNTS },
	[LIMIT_TASKS_MAX] = { "pids", "pids.max", "TasksMax", CGROUP_AMOUNTS },
	[LIMIT_CPU_QUOTA] = { "cpu", "cpu.max", "CPUQuotaPerSecUSec", CGROUP_AMOUNTS },
	[LIMIT_CPU_WEIGHT] = { "cpu", "cpu.weight", "CPUWeight", CGROUP_WEIGHTS },
	[LIMIT_IO_WEIGHT] = { "io", "io.weight", "IOWeight", CGROUP_WEIGHTS },
};

bool cgroup_limits_are_set(const struct jail_plan *plan)
{
	for (size_t i = 0; i < LIMIT_COUNT; i++)
		if (plan->limits[i].is_set)
			return true;
	return false;
}

enum cgroup_part cgroup_limit_part(enum limit_kind kind)
{
	return forms[kind].part;
}

void cgroup_limit_property(char *text, const struct jail_plan *plan, enum limit_kind kind)
{
	(void)snprintf(text, CGROUP_LIMIT_SIZE, "%s=%" PRIu64, forms[kind].property,
		       plan->limits[kind].value);
}

/* As the kernel takes it. */
static void limit_text(char *text, const struct jail_plan *plan, enum limit_kind kind)
{
	uint64_t value = plan->limits[kind].value;

	if (kind == LIMIT_CPU_QUOTA)
		(void)snprintf(text, CGROUP_LIMIT_SIZE, "%" PRIu64 " %d",
			       value * CPU_PERIOD_USEC / 1000000, CPU_PERIOD_USEC);
	else
		(void)snprintf(text, CGROUP_LIMIT_SIZE, "%" PRIu64, value);
}

static bool has_word(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = list; (at = strstr(at, word)) != NULL; at += length)
		if ((at == list || at[-1] == ' ') && strchr(" \n", at[length]) != NULL)
			return true;
	return false;
}

int cgroup_limits_check(int parent_fd, const char *path, const struct jail_plan *plan,
			struct report *report)
{
	char list[512];
	int result = 0;
	int error = cgroup_read(parent_fd, "cgroup.subtree_control", list, sizeof(list));

	if (error < 0)
		return report_error(report, -error, "'%s/cgroup.subtree_control' can not be read",
				    path);
	for (size_t i = 0; i < LIMIT_COUNT; i++)
		if (plan->limits[i].is_set && !has_word(list, forms[i].controller))
			result = report_error(
				report, 0,
				"controller '%s' is not available in '%s': it is not in "
				"cgroup.subtree_control",
				forms[i].controller, path);
	return result;
}

static int limit_error(enum limit_kind kind, int error, const char *path, struct report *report)
{
	if (error == -ENOENT)
		return report_error(report, 0, "controller '%s' is not available in '%s': no '%s'",
				    forms[kind].controller, path, forms[kind].file);
	return report_error(report, -error, "limit '%s/%s' can not be set", path, forms[kind].file);
}

int cgroup_controllers_give(int directory_fd, const char *path, const struct jail_plan *plan,
			    struct report *report)
{
	char text[32];
	int error;

	for (size_t i = 0; i < LIMIT_COUNT; i++) {
		const struct limit_form *form = &forms[i];

		if (!plan->limits[i].is_set || form->part != CGROUP_AMOUNTS)
			continue;
		(void)snprintf(text, sizeof(text), "+%s", form->controller);
		error = cgroup_write(directory_fd, "cgroup.subtree_control", text);
		if (error < 0)
			return report_error(report, -error,
					    "controller '%s' is not available in '%s'",
					    form->controller, path);
	}
	return 0;
}

int cgroup_limits_write(int directory_fd, const char *path, const struct jail_plan *plan,
			unsigned int parts, struct report *report)
{
	char text[CGROUP_LIMIT_SIZE];
	int error;

	for (size_t i = 0; i < LIMIT_COUNT; i++) {
		if (!plan->limits[i].is_set || (forms[i].part & parts) == 0)
			continue;
		limit_text(text, plan, (enum limit_kind)i);
		error = cgroup_write(directory_fd, forms[i].file, text);
		if (error < 0)
			return limit_error((enum limit_kind)i, error, path, report);
	}
	return 0;
}

int cgroup_limits_verify(int directory_fd, const char *path, const struct jail_plan *plan,
			 struct report *report)
{
	char text[128];
	int error;

	for (size_t i = 0; i < LIMIT_COUNT; i++) {
		if (!plan->limits[i].is_set || forms[i].part != CGROUP_WEIGHTS)
			continue;
		error = cgroup_read(directory_fd, forms[i].file, text, sizeof(text));
		/* "50", or "default 50" */
		if (error == 0 &&
		    strtoull(text + strcspn(text, "0123456789"), NULL, 10) != plan->limits[i].value)
			error = -EREMOTEIO;
		if (error < 0)
			return limit_error((enum limit_kind)i, error, path, report);
	}
	return 0;
}
