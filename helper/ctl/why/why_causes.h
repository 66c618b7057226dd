/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What can be done about a refusal: a table keyed by words of the reason, as module and helper
 * write it. It must never: advise what makes a jail weaker without saying so.
 */
#pragma once

struct why_cause {
	const char *words; /* stand in the reason, as they are; NULL ends the table */
	const char *mend;
};

/* The more special rows first. */
extern const struct why_cause why_causes[];

/* The way to mend a reason, or NULL if the table does not know it. */
const char *why_cause_mend(const char *reason);
