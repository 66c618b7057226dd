/* SPDX-License-Identifier: BSD-3-Clause */
/* Everybody's plan, and what it is made of on the host, opened and checked as at a login. */
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "config/config_check.h"
#include "config/config_file.h"
#include "ctl/check/check_parts.h"
#include "ctl/check/plans_seen.h"
#include "ctl/show/findings.h"
#include "ctl/show/subject.h"
#include "jail/mount_sources.h"
#include "jail/sources_open.h"
#include "limits/cgroup.h"
#include "network/uplink.h"
#include "shared/cleanup.h"
#include "shared/kernel_need.h"
#include "site/jail_sources.h"
#include "system/report.h"
#include "system/side_program.h"

#define _cleanup_config_ __attribute__((cleanup(config_file_clear)))

static void program_check(const char *path, struct report *report)
{
	if (path != NULL)
		(void)side_program_check(path, report);
}

static void check_sources(const struct subject *subject, struct findings *findings)
{
	struct report report = findings_report(findings);

	(void)sources_check(&subject->plan, &subject->request, &report);
	(void)cgroup_check(&subject->plan, &report);
	(void)uplink_check(&subject->plan, &report);
	check_targets(&subject->plan, findings);
	program_check(subject->plan.on_create, &report);
	program_check(subject->plan.on_destroy, &report);
}

/*
 * Only a hint: the kernel's maker may have brought it back, and a rootfs that belongs to the user's
 * range already is not mapped.
 */
static void check_kernel(const struct jail_plan *plan, struct findings *findings)
{
	char need[KERNEL_NEED_MAX];

	if (plan->has_user_namespace && plan->rootfs_kind == ROOTFS_PATH &&
	    plan->rootfs_mode != ROOTFS_WRITABLE &&
	    kernel_need(need, KERNEL_MAPPED_LAYER)[0] != '\0')
		findings_add(findings, SEVERITY_WARNING, findings->where,
			     "see Kernels in nsjail.conf(5)",
			     "user_namespace = yes with an overlay%s", need);
}

/* True if the user is jailed, or would be if it were not for what was found. */
static bool check_one(const char *user, const char *config_path,
		      const struct config_file *main_file, size_t *private_count,
		      struct plans_seen *seen, struct findings *findings)
{
	_cleanup_subject_ struct subject subject;
	bool is_jailed;
	int error;

	findings->where = user;
	error = main_file == NULL
			? subject_load(&subject, user, config_path, findings)
			: subject_load_from(&subject, user, config_path, main_file, NULL, findings);
	is_jailed = error < 0 || subject.plan.is_jailed;
	if (error == 0 && is_jailed) {
		*private_count += subject.plan.has_user_namespace;
		check_kernel(&subject.plan, findings);
		check_settings(&subject.plan, findings);
		check_sources(&subject, findings);
		check_home(&subject, findings);
		check_network(&subject, "/proc/sys", findings);
		plans_seen_add(seen, &subject, findings);
	}
	findings->where = NULL;
	return is_jailed;
}

void check_user(const char *user, const char *config_path, struct plans_seen *seen,
		struct findings *findings)
{
	size_t private_count = 0;

	if (!check_one(user, config_path, NULL, &private_count, seen, findings))
		findings_add(findings, SEVERITY_NOTICE, user, NULL, "this user is not jailed");
	if (private_count > 0)
		check_directory(findings);
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

static bool is_without_login_shell(const struct passwd *account)
{
	return !has_login_shell(account);
}

/*
 * The names of all but root who are wanted: the look at one user asks the name service, too. The
 * list is the caller's.
 */
static char **names_list(size_t *ret_count, bool (*is_wanted)(const struct passwd *account),
			 struct findings *findings)
{
	const struct passwd *account;
	char **names = NULL;
	size_t count = 0;

	setpwent();
	while ((account = getpwent()) != NULL) {
		char **grown = reallocarray(names, count + 1, sizeof(char *));

		if (grown == NULL) {
			findings->is_short = true;
			break;
		}
		names = grown;
		if (account->pw_uid != 0 && is_wanted(account) &&
		    (names[count] = strdup(account->pw_name)) != NULL)
			count++;
	}
	endpwent();
	*ret_count = count;
	return names;
}

static bool has_group(const struct config_file *file)
{
	const char *name;

	for (size_t i = 0; i < file->section_count; i++)
		if (config_section_kind(&file->sections[i], &name) == SECTION_GROUP &&
		    getgrnam(name) != NULL)
			return true;
	return false;
}

/* A group may still be empty, and a directory does not list everybody. */
static void check_nobody(const struct config_file *main_file, struct findings *findings)
{
	if (has_group(main_file))
		findings_add(
			findings, SEVERITY_WARNING, main_file->path,
			"put somebody into the group, or look at one user: nsjailctl check USER",
			"0 users are jailed of those that can be listed");
	else
		findings_add(findings, SEVERITY_ERROR, main_file->path,
			     "set rootfs in [default], or in a section of a group or user",
			     "0 users are jailed");
}

/* Adds the account if it is jailed and its home would keep it out; what else is wrong stays unsaid.
 */
static void service_account_look(FILE *list, const char *user, const char *config_path,
				 const struct config_file *main_file)
{
	_cleanup_findings_ struct findings unsaid = { 0 };
	_cleanup_subject_ struct subject subject;
	struct report report = { .socket_fd = NO_FD };

	if (subject_load_from(&subject, user, config_path, main_file, NULL, &unsaid) < 0 ||
	    !subject.plan.is_jailed ||
	    mount_sources_check_home(&subject.plan, &subject.request, &report) == 0)
		return;
	(void)fprintf(list, "%s%s (%s)", ftell(list) == 0 ? "" : ", ", user, subject.request.home);
}

/* Nobody logs in as they, but su, runuser and cron open sessions for them. */
static void check_service_accounts(const char *config_path, const struct config_file *main_file,
				   struct findings *findings)
{
	_cleanup_free_ char *text = NULL;
	size_t count = 0, size = 0;
	char **names = names_list(&count, is_without_login_shell, findings);
	FILE *list = open_memstream(&text, &size);

	for (size_t i = 0; i < count; i++) {
		if (list != NULL)
			service_account_look(list, names[i], config_path, main_file);
		free(names[i]);
	}
	free(names);
	if (list == NULL || fclose(list) != 0)
		findings->is_short = true;
	else if (size > 0)
		findings_add(findings, SEVERITY_WARNING, main_file->path,
			     "give them home = none, or jail = no: sections of users or groups",
			     "accounts without a login shell are jailed, and refused for their "
			     "homes: %s",
			     text);
}

size_t check_users(const char *config_path, struct plans_seen *seen, struct findings *findings)
{
	_cleanup_config_ struct config_file main_file = { 0 };
	struct report quiet = { .socket_fd = NO_FD };
	size_t count = 0, jailed = 0, private_count = 0;
	char **names;

	/* What is wrong in it was found before; whoever it speaks of would be refused. */
	if (config_check_read(&main_file, config_path, NULL, &quiet) < 0)
		return 0;
	names = names_list(&count, has_login_shell, findings);
	for (size_t i = 0; i < count; i++) {
		jailed += check_one(names[i], config_path, &main_file, &private_count, seen,
				    findings);
		free(names[i]);
	}
	free(names);
	check_service_accounts(config_path, &main_file, findings);
	plans_seen_check_places(seen, findings);
	if (private_count > 0)
		check_directory(findings);
	if (jailed == 0)
		check_nobody(&main_file, findings);
	return jailed;
}
