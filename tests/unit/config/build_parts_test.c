/* SPDX-License-Identifier: BSD-3-Clause */
/* What a build without a library says and refuses, with tables of parts that are made up. */
#include "config/build_parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "system/report.h"

#define PARTS_MAX 8

/* This build's own table, with one of its parts gone. */
static void parts_without(struct build_part parts[PARTS_MAX], const char *name)
{
	size_t i = 0;
	bool is_known = false;

	for (; build_parts[i].name != NULL; i++) {
		parts[i] = build_parts[i];
		parts[i].is_there = strcmp(parts[i].name, name) != 0;
		is_known |= !parts[i].is_there;
	}
	parts[i] = build_parts[i];
	assert_int_equal(is_known, name[0] != '\0');
}

static size_t faults_of(const char *name, const struct jail_plan *plan, const char *reason)
{
	struct build_part parts[PARTS_MAX];
	struct report report = { .socket_fd = NO_FD };

	parts_without(parts, name);
	build_parts_settle(parts, plan, &report);
	if (report.error_count > 0)
		assert_non_null(strstr(report.text, reason));
	return report.error_count;
}

static void a_plan_that_needs_what_is_lost_is_refused(void **state)
{
	const struct jail_plan filtered = { .filter = FILTER_DEFAULT };
	const struct jail_plan audited = { .filter = FILTER_OFF, .has_audit_events = true };

	(void)state;
	assert_int_equal(faults_of("libseccomp 2.5.1", &filtered, "seccomp: this build has no"), 1);
	assert_int_equal(faults_of("libseccomp 2.5.1", &audited, ""), 0);
	assert_int_equal(faults_of("libaudit", &audited, "audit_events: this build has no"), 1);
	assert_int_equal(faults_of("libaudit", &filtered, ""), 0);
	assert_int_equal(faults_of("", &filtered, ""), 0);
	assert_int_equal(faults_of("", &audited, ""), 0);
}

static void check_line(const char *name, const char *wanted)
{
	_cleanup_free_ char *text = NULL;
	struct build_part parts[PARTS_MAX];
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);

	assert_non_null(stream);
	parts_without(parts, name);
	build_parts_write(parts, stream);
	assert_int_equal(fclose(stream), 0);
	assert_string_equal(text, wanted);
}

static void one_line_tells_what_is_lost(void **state)
{
	(void)state;
	check_line("", "");
	check_line("libaudit", "without libaudit (audit_events = yes is refused)\n");
	check_line("libsubid",
		   "without libsubid (subordinate ids only from /etc/subuid and /etc/subgid)\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plan_that_needs_what_is_lost_is_refused),
		cmocka_unit_test(one_line_tells_what_is_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
