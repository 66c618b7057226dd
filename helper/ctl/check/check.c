/* SPDX-License-Identifier: BSD-3-Clause */
/* nsjailctl check: the parts in turn, and what they found. */
#include <unistd.h>

#include "config/build_parts.h"
#include "ctl/check/check_parts.h"
#include "ctl/check/plans_seen.h"
#include "ctl/command/command.h"
#include "ctl/output/json_print.h"
#include "ctl/show/findings.h"
#include "ctl/why/why_causes.h"
#include "helper_start.h"
#include "reason.h"

/* What every login starts with. */
static void check_helper(struct findings *findings)
{
	struct reason reason = { 0 };

	if (helper_check(&reason) < 0)
		findings_add(findings, SEVERITY_ERROR, NULL, why_cause_mend(reason.text), "%s",
			     reason.text);
}

static void summary_print(const struct findings *findings, const char *user, size_t users)
{
	if (user == NULL)
		(void)printf("%zu users are jailed; ", users);
	(void)printf("%zu errors, %zu warnings, %zu notices\n",
		     findings_count(findings, SEVERITY_ERROR),
		     findings_count(findings, SEVERITY_WARNING),
		     findings_count(findings, SEVERITY_NOTICE));
}

static int findings_show(const struct ctl_options *options, const char *user, size_t users,
			 const struct findings *findings)
{
	json_t *object;

	if (!options->is_json) {
		findings_write(stdout, findings);
		summary_print(findings, user, users);
		return 0;
	}
	object = json_pack("{s:b, s:o}", "ok", findings_count(findings, SEVERITY_ERROR) == 0,
			   "findings", findings_json(findings));
	if (object != NULL && user == NULL)
		(void)json_object_set_new(object, "jailed_users", json_integer((json_int_t)users));
	return json_print(object);
}

int check_command(const struct ctl_options *options, char **operands)
{
	_cleanup_findings_ struct findings findings = { 0 };
	_cleanup_plans_seen_ struct plans_seen seen = { 0 };
	size_t users = 0;
	int error;

	if (geteuid() != 0)
		findings_add(&findings, SEVERITY_WARNING, NULL, "run it as root",
			     "without root not everything can be looked at");
	check_helper(&findings);
	check_build(build_parts, &findings);
	check_configuration(options->config_path, &findings);
	if (operands[0] != NULL)
		check_user(operands[0], options->config_path, &seen, &findings);
	else
		users = check_users(options->config_path, &seen, &findings);
	check_pam("", options->config_path, &seen, &findings);
	check_sysctls("/proc/sys", &findings);
	check_selinux("/sys/fs/selinux", &findings);
	error = findings_show(options, operands[0], users, &findings);
	return error < 0 || findings.is_short || findings_count(&findings, SEVERITY_ERROR) > 0
		       ? CTL_NOT_OK
		       : CTL_OK;
}
