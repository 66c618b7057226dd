/* SPDX-License-Identifier: BSD-3-Clause */
/* What this build lacks. */
#include "config/build_parts.h"
#include "ctl/check/check_parts.h"
#include "ctl/show/findings.h"

void check_build(const struct build_part *parts, struct findings *findings)
{
	for (const struct build_part *part = parts; part->name != NULL; part++)
		if (!part->is_there)
			findings_add(findings, SEVERITY_NOTICE, NULL,
				     "build it again with that, see On a real server in README.md",
				     "built without %s: %s", part->name, part->lost);
}
