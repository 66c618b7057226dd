/* SPDX-License-Identifier: BSD-3-Clause */
/* Everybody's plan, and what it is made of on the host, opened and checked as at a login. */
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "check_parts.h"
#include "findings.h"
#include "jail_sources.h"
#include "report.h"
#include "shared/cleanup.h"
#include "subject.h"

/*
 * An overlay's directory would be made and locked, which a look must not do; but for that, a
 * volatile root is the same.
 */
static void check_sources(const struct subject *subject, struct findings *findings)
{
	struct report report = findings_report(findings);
	struct jail_sources sources;
	struct jail_plan plan = subject->plan;

	if (plan.rootfs_mode == ROOTFS_OVERLAY)
		plan.rootfs_mode = ROOTFS_VOLATILE;
	(void)jail_sources_open(&sources, &plan, &subject->request, NO_FD, &report);
	jail_sources_clear(&sources);
}

/* True if the user is jailed, or would be if it were not for what was found. */
static bool check_one(const char *user, const char *config_path, struct findings *findings)
{
	_cleanup_subject_ struct subject subject;
	bool is_jailed;
	int error;

	findings->where = user;
	error = subject_load(&subject, user, config_path, findings);
	is_jailed = error < 0 || subject.plan.is_jailed;
	if (error == 0 && is_jailed)
		check_sources(&subject, findings);
	findings->where = NULL;
	return is_jailed;
}

void check_user(const char *user, const char *config_path, struct findings *findings)
{
	if (!check_one(user, config_path, findings))
		findings_add(findings, SEVERITY_NOTICE, user, NULL, "this user is not jailed");
}

static bool has_login_shell(const struct passwd *account)
{
	const char *shell;
	bool is_found = false;

	if (account->pw_shell == NULL || account->pw_shell[0] == '\0')
		return true;
	setusershell();
	while (!is_found && (shell = getusershell()) != NULL)
		is_found = strcmp(shell, account->pw_shell) == 0;
	endusershell();
	return is_found;
}

size_t check_users(const char *config_path, struct findings *findings)
{
	const struct passwd *account;
	char **names = NULL;
	size_t count = 0, jailed = 0;

	/* All names first: the look at one user asks the name service, too. */
	setpwent();
	while ((account = getpwent()) != NULL) {
		char **grown = reallocarray(names, count + 1, sizeof(*names));

		if (grown != NULL)
			names = grown;
		if (grown == NULL) {
			findings->is_short = true;
			break;
		}
		if (account->pw_uid != 0 && has_login_shell(account) &&
		    (names[count] = strdup(account->pw_name)) != NULL)
			count++;
	}
	endpwent();
	for (size_t i = 0; i < count; i++) {
		jailed += check_one(names[i], config_path, findings);
		free(names[i]);
	}
	free(names);
	return jailed;
}
