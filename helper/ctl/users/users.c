/* SPDX-License-Identifier: BSD-3-Clause */
/* nsjailctl users: everybody whom the name service lists, and what the configuration says of him.
 */
#include <pwd.h>
#include <stdio.h>

#include "ctl/command/command.h"
#include "ctl/output/json_print.h"
#include "ctl/output/table.h"
#include "ctl/show/findings.h"
#include "ctl/users/coverage.h"

static const char *const words[] = {
	[COVERAGE_JAILED] = "jailed",
	[COVERAGE_EXEMPT] = "exempt",
	[COVERAGE_NOT_COVERED] = "not covered",
	[COVERAGE_REFUSED] = "refused",
};

typedef void covered_visitor(const struct passwd *account, const struct covered *covered,
			     void *data);

static void users_visit(struct coverage *coverage, struct findings *findings,
			covered_visitor *visit, void *data)
{
	const struct passwd *account;

	setpwent();
	while ((account = getpwent()) != NULL) {
		struct covered covered = coverage_of(coverage, account, findings);

		visit(account, &covered, data);
		covered_clear(&covered);
	}
	endpwent();
}

static void row_add(const struct passwd *account, const struct covered *covered, void *data)
{
	char uid[16];
	const char *const cells[] = { account->pw_name, uid, words[covered->verdict],
				      covered->section, covered->profiles };

	(void)snprintf(uid, sizeof(uid), "%u", account->pw_uid);
	table_row(data, cells);
}

static void object_add(const struct passwd *account, const struct covered *covered, void *data)
{
	(void)json_array_append_new(
		data, json_pack("{s:o, s:I, s:s, s:o, s:o}", "user", json_text(account->pw_name),
				"uid", (json_int_t)account->pw_uid, "verdict",
				words[covered->verdict], "section", json_text(covered->section),
				"profile", json_text(covered->profiles)));
}

static int print_json(struct coverage *coverage, struct findings *findings)
{
	json_t *users = json_array();

	if (coverage != NULL)
		users_visit(coverage, findings, object_add, users);
	return json_print(json_pack("{s:b, s:o, s:o}", "ok",
				    findings_count(findings, SEVERITY_ERROR) == 0, "users", users,
				    "findings", findings_json(findings)));
}

static int print_table(struct coverage *coverage, struct findings *findings)
{
	static const char *const heads[] = { "USER", "UID", "IS", "SECTION", "PROFILE", NULL };
	_cleanup_table_ struct table table = table_make(heads);

	users_visit(coverage, findings, row_add, &table);
	return table_print(&table);
}

int users_command(const struct ctl_options *options, char **operands)
{
	_cleanup_findings_ struct findings findings = { 0 };
	struct coverage coverage;
	int error = coverage_load(&coverage, options->config_path, &findings), printed = 0;

	(void)operands;
	if (options->is_json)
		printed = print_json(error < 0 ? NULL : &coverage, &findings);
	else if (error == 0)
		printed = print_table(&coverage, &findings);
	if (!options->is_json)
		findings_write(stderr, &findings);
	coverage_clear(&coverage);
	return error < 0 || printed < 0 || findings_count(&findings, SEVERITY_ERROR) > 0
		       ? CTL_NOT_OK
		       : CTL_OK;
}
