/* SPDX-License-Identifier: BSD-3-Clause */
/* Which services should have the module's line, or must not; see the header. */
#include <fnmatch.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "ctl/check/check_doors.h"
#include "ctl/check/check_enabled.h"
#include "ctl/check/pam_files.h"
#include "ctl/check/pam_profile.h"
#include "ctl/check/plans_seen.h"
#include "ctl/show/findings.h"
#include "plan/services.h"
#include "shared/cleanup.h"

#define OUT_ADVICE                                                                  \
	"take the line out, and keep tenants out of the service: account required " \
	"pam_access.so"

/* runuser is root's tool to become a user on the host, and is none of them. */
static const char *const doors[] = {
	"sshd", "login",  "su",	     "su-l",	    "sudo",	   "sudo-i", "doas",
	"cron", "crond",  "cronie",  "atd",	    "remote",	   "rlogin", "rsh",
	"ftp",	"vsftpd", "proftpd", "xrdp-sesman", "shellinabox",
};

/* They give a session, and none of them can be in a jail. */
static const char *const shut_doors[] = {
	"pure-ftpd", "cockpit", "gdm-*", "lightdm", "sddm", "systemd-run0", "run0",
};

/* They only ask PAM who somebody is (shadow, util-linux): what their files include is never run. */
static const char *const sessionless[] = { "chfn", "chsh" };

static bool is_one_of(const char *const *list, size_t count, const char *service)
{
	for (size_t i = 0; i < count; i++)
		if (fnmatch(list[i], service, 0) == 0)
			return true;
	return false;
}

/* A tenant's manager would run units of his home on the host: to be refused is what it should be.
 */
bool check_doors_is_better_refused(const char *service)
{
	return strcmp(service, "systemd-user") == 0;
}

bool check_doors_is_door(const char *service)
{
	return is_one_of(doors, ARRAY_SIZE(doors), service) ||
	       is_one_of(shut_doors, ARRAY_SIZE(shut_doors), service) ||
	       check_doors_is_better_refused(service);
}

const char *check_doors_fault(const char *service)
{
	const char *fault = check_doors_is_better_refused(service) ? NULL : services_fault(service);

	return fault == NULL && is_one_of(shut_doors, ARRAY_SIZE(shut_doors), service)
		       ? "it opens sessions that no jail can have"
		       : fault;
}

/*
 * Services that a program uses instead of its own for a login shell. They include the other one up
 * to util-linux 2.41 of Debian 13, and are stacks of their own in 2.42.
 */
static const struct login_twin {
	const char *service, *plain, *command;
} login_twins[] = {
	{ "su-l", "su", "su -" },
	{ "runuser-l", "runuser", "runuser -l" },
};

static const struct login_twin *login_twin_find(const struct pam_files *files,
						const struct pam_file *file)
{
	for (size_t i = 0; i < ARRAY_SIZE(login_twins); i++) {
		const struct pam_file *plain = pam_files_find(files, login_twins[i].plain);

		if (strcmp(login_twins[i].service, file->name) == 0 && plain != NULL &&
		    plain->has_module)
			return &login_twins[i];
	}
	return NULL;
}

/* It has the other one's lines, and needs none of its own. */
static bool does_include_twin(const struct pam_file *file)
{
	for (size_t i = 0; i < ARRAY_SIZE(login_twins); i++) {
		if (strcmp(login_twins[i].service, file->name) != 0)
			continue;
		for (size_t k = 0; k < file->stack.line_count; k++) {
			const struct pam_line *line = &file->stack.lines[k];

			if ((line->type == PAM_SESSION || line->type == PAM_ANY) &&
			    (line->control == PAM_CONTROL_INCLUDE ||
			     line->control == PAM_CONTROL_SUBSTACK) &&
			    strcmp(line->module, login_twins[i].plain) == 0)
				return true;
		}
	}
	return false;
}

/* The command that mends it; the text is the caller's, or NULL. */
static char *enable_words(const char *service)
{
	char *words = NULL;

	return asprintf(&words, "nsjailctl pam enable %s", service) < 0 ? NULL : words;
}

static void check_open(const struct pam_files *files, const struct pam_file *file,
		       struct findings *findings)
{
	const struct login_twin *twin = login_twin_find(files, file);
	_cleanup_free_ char *mend = enable_words(file->name);

	if (does_include_twin(file))
		return;
	if (check_enabled_is(file->name))
		findings_add(findings, SEVERITY_ERROR, file->path, mend,
			     "service '%s' opens sessions without a jail: it was enabled, and the "
			     "lines of nsjailctl are gone",
			     file->name);
	else if (twin != NULL)
		findings_add(findings, SEVERITY_ERROR, file->path, mend,
			     "service '%s': '%s' opens sessions without a jail, and '%s' with one",
			     file->name, twin->command, twin->plain);
	else if (is_one_of(shut_doors, ARRAY_SIZE(shut_doors), file->name))
		findings_add(findings, SEVERITY_WARNING, file->path,
			     "keep tenants out of the service: account required pam_access.so",
			     "service '%s' opens sessions without a jail, and can not have one",
			     file->name);
	else if (check_doors_is_better_refused(file->name))
		findings_add(findings, SEVERITY_WARNING, file->path, mend,
			     "service '%s' runs units of the user's home without a jail",
			     file->name);
	else if (is_one_of(doors, ARRAY_SIZE(doors), file->name))
		findings_add(findings, SEVERITY_WARNING, file->path, mend,
			     "service '%s' opens sessions without a jail", file->name);
}

/*
 * Refused is not all: the service is of no use to tenants, and says so in each of its own ways.
 * What has no file of its own is `other`, and may be of any name.
 */
static void check_jailed(const struct pam_file *file, const struct plans_seen *seen,
			 struct findings *findings)
{
	const char *fault = services_fault(file->name);

	if (check_doors_is_better_refused(file->name) ||
	    is_one_of(sessionless, ARRAY_SIZE(sessionless), file->name))
		return;
	if (fault != NULL)
		findings_add(findings, SEVERITY_ERROR, file->path, OUT_ADVICE,
			     "service '%s' can not be jailed: %s", file->name, fault);
	else if (strcmp(file->name, "other") != 0 && !services_have(SERVICES_TRIED, file->name) &&
		 !plans_seen_all_have(seen, file->name))
		findings_add(findings, SEVERITY_WARNING, file->path,
			     "try it, and name it in services; or take the line out",
			     "service '%s' was not tried with jails: it is refused where services "
			     "does not name it",
			     file->name);
}

/* Those that would do: of others it is said that they were not tried. The text is the caller's. */
static char *left_out_words(const struct pam_files *files, const char *config_path,
			    const struct services_seen *services)
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);

	for (size_t i = 0; stream != NULL && i < files->count; i++) {
		const struct pam_file *file = files->list[i];

		if (file->config_path == NULL || strcmp(file->config_path, config_path) != 0 ||
		    !services_have(SERVICES_TRIED, file->name) ||
		    services_have(services->text, file->name))
			continue;
		(void)fprintf(stream, "%s'%s'", ftell(stream) > 0 ? ", " : "", file->name);
	}
	if (stream != NULL && fclose(stream) == 0)
		return text;
	free(text);
	return NULL;
}

static void check_left_out(const struct pam_files *files, const char *config_path,
			   const struct services_seen *services, struct findings *findings)
{
	_cleanup_free_ char *words = left_out_words(files, config_path, services);

	if (words == NULL)
		findings->is_short = true;
	else if (words[0] != '\0')
		findings_add(findings, SEVERITY_WARNING, services->where,
			     "name them, too; or leave it so, if nobody is to come in by them",
			     "services leaves out %s, which have the line of pam_nsjail.so: "
			     "there everybody with these services is refused",
			     words);
}

void check_door(const struct pam_files *files, const struct pam_file *file,
		const struct plans_seen *seen, struct findings *findings)
{
	if (file->has_module)
		check_jailed(file, seen, findings);
	else if (file->has_session)
		check_open(files, file, findings);
}

void check_doors(const struct pam_files *files, const char *config_path,
		 const struct plans_seen *seen, struct findings *findings)
{
	for (size_t i = 0; i < files->count; i++)
		check_door(files, files->list[i], seen, findings);
	for (size_t i = 0; i < seen->services_count; i++)
		if (seen->services[i].where != NULL)
			check_left_out(files, config_path, &seen->services[i], findings);
}
