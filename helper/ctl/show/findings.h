/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a look at the system has found: how bad, where, what, and how to mend it.
 * It must never: drop a finding silently.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <jansson.h>

struct report;

/* From the worst on. */
enum severity { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_NOTICE, SEVERITY_COUNT };

/* Owned strings. */
struct finding {
	enum severity severity;
	char *where; /* FILE:LINE, a service, a user; or NULL */
	char *text;
	char *mend; /* or NULL */
};

struct findings {
	size_t count;
	struct finding *list;
	const char *where; /* for errors of a report that name no file; may be NULL */
	bool is_short;	   /* one was lost for want of memory */
};

/* Adds one, unless it is there already; where and mend may be NULL. */
void findings_add(struct findings *findings, enum severity severity, const char *where,
		  const char *mend, const char *format, ...) __attribute__((format(printf, 5, 6)));

/*
 * Makes a report whose errors are findings: "FILE:LINE: " at their beginning becomes where, mend
 * comes from why_causes.h.
 */
struct report findings_report(struct findings *findings);

/* How many of a severity. */
size_t findings_count(const struct findings *findings, enum severity severity);

/* Writes them for people: what is the same of several is there once, with the first of their names.
 */
void findings_write(FILE *stream, const struct findings *findings);

/* As an array of objects, the caller's; or NULL without memory. */
json_t *findings_json(const struct findings *findings);

void findings_clear(struct findings *findings);

#define _cleanup_findings_ __attribute__((cleanup(findings_clear)))
