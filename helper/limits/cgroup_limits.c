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
};

static const struct limit_form forms[LIMIT_COUNT] = {
	[LIMIT_MEMORY_MAX] = { "memory", "memory.max", "MemoryMax" },
	[LIMIT_MEMORY_SWAP_MAX] = { "memory", "memory.swap.max", "MemorySwapMax" },
	[LIMIT_TASKS_MAX] = { "pids", "pids.max", "TasksMax" },
	[LIMIT_CPU_QUOTA] = { "cpu", "cpu.max", "CPUQuotaPerSecUSec" },
	[LIMIT_CPU_WEIGHT] = { "cpu", "cpu.weight", "CPUWeight" },
	[LIMIT_IO_WEIGHT] = { "io", "io.weight", "IOWeight" },
};

bool cgroup_limits_are_set(const struct jail_plan *plan)
{
	for (size_t i = 0; i < LIMIT_COUNT; i++)
		if (plan->limits[i].is_set)
			return true;
	return false;
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

int cgroup_limits_write(int directory_fd, const char *path, const struct jail_plan *plan,
			struct report *report)
{
	char text[CGROUP_LIMIT_SIZE];
	int error;

	for (size_t i = 0; i < LIMIT_COUNT; i++) {
		if (!plan->limits[i].is_set)
			continue;
		limit_text(text, plan, (enum limit_kind)i);
		error = cgroup_write(directory_fd, forms[i].file, text);
		if (error < 0)
			return limit_error((enum limit_kind)i, error, path, report);
	}
	return 0;
}

/* The kernel rounds amounts and names a default: a limit that nobody set is "max" or 100. */
static bool is_taken(const struct jail_plan *plan, enum limit_kind kind, const char *text)
{
	const char *number = text + strcspn(text, "0123456789m");

	if (kind == LIMIT_CPU_WEIGHT || kind == LIMIT_IO_WEIGHT)
		return strtoull(number, NULL, 10) == plan->limits[kind].value;
	return *number != 'm';
}

int cgroup_limits_verify(int directory_fd, const char *path, const struct jail_plan *plan,
			 struct report *report)
{
	char text[128];
	int error;

	for (size_t i = 0; i < LIMIT_COUNT; i++) {
		if (!plan->limits[i].is_set)
			continue;
		error = cgroup_read(directory_fd, forms[i].file, text, sizeof(text));
		if (error == 0 && !is_taken(plan, (enum limit_kind)i, text))
			error = -EREMOTEIO;
		if (error < 0)
			return limit_error((enum limit_kind)i, error, path, report);
	}
	return 0;
}
