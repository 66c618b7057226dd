/* SPDX-License-Identifier: BSD-3-Clause */
/* The table of what a build can do without; see build_parts.h. */
#include "config/build_parts.h"

#include "plan/jail_plan.h"
#include "system/report.h"

static bool has_filter(const struct jail_plan *plan)
{
	return plan->filter != FILTER_OFF;
}

static bool has_audit_events(const struct jail_plan *plan)
{
	return plan->has_audit_events;
}

const struct build_part build_parts[] = {
	{ HAS_LIBSECCOMP, "libseccomp 2.5.1", "seccomp = default is refused", "seccomp", has_filter,
	  "this build has no filter of system calls: libseccomp 2.5.1 or later was missing" },
	{ HAS_LIBSUBID, "libsubid", "subordinate ids only from /etc/subuid and /etc/subgid", NULL,
	  NULL, NULL },
	{ HAS_LIBAUDIT, "libaudit", "audit_events = yes is refused", "audit_events",
	  has_audit_events, "this build has no libaudit" },
	{ HAS_STATIC_HELPER, "a static helper", "each login takes longer", NULL, NULL, NULL },
	{ true, NULL, NULL, NULL, NULL, NULL },
};

void build_parts_settle(const struct build_part *parts, const struct jail_plan *plan,
			struct report *report)
{
	for (const struct build_part *part = parts; part->name != NULL; part++)
		if (!part->is_there && part->key != NULL && part->is_needed(plan))
			(void)jail_plan_value_error(plan, part->key, report, part->fault);
}

void build_parts_write(const struct build_part *parts, FILE *stream)
{
	const char *before = "without ";

	for (const struct build_part *part = parts; part->name != NULL; part++) {
		if (part->is_there)
			continue;
		(void)fprintf(stream, "%s%s (%s)", before, part->name, part->lost);
		before = ", ";
	}
	if (before[0] == ',')
		(void)fputc('\n', stream);
}
