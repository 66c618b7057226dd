/* SPDX-License-Identifier: BSD-3-Clause */
/* One line of the module's; see check_line.h. */
#include "ctl/check/check_line.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arguments.h"
#include "ctl/check/check_parts.h"
#include "ctl/check/pam_stack.h"
#include "ctl/check/pam_steps.h"
#include "ctl/show/findings.h"
#include "reason.h"
#include "shared/cleanup.h"
#include "shared/safe_path.h"

static void step_error(struct findings *findings, const struct pam_step *step, const char *service,
		       const char *mend, const char *text)
{
	_cleanup_free_ char *where = pam_step_place(step);

	findings_add(findings, SEVERITY_ERROR, where, mend, "service '%s': %s", service, text);
}

static void check_control(const struct pam_step *step, const char *service,
			  struct findings *findings)
{
	if (!step->line->does_refuse)
		step_error(findings, step, service, "use required",
			   "a login whose jail can not be made goes on without one");
	if (step->line->is_quiet)
		step_error(findings, step, service, "remove the '-' before session",
			   "if the module can not be loaded, logins go on without a jail");
}

/* One that is missing refuses everybody but root, as one with errors does. */
static void check_conf(const struct pam_step *step, const char *service, const char *path,
		       struct findings *findings)
{
	struct safe_path_fault fault = { .reason = NULL };
	_cleanup_free_ char *where = pam_step_place(step);
	_cleanup_close_ int fd = safe_path_open_file(path, &fault);

	if (fd >= 0)
		check_configuration(path, findings);
	else
		findings_add(findings, SEVERITY_ERROR, where, "write it, or mend conf=",
			     "service '%s': configuration '%s': '%s' %s: everybody but root is "
			     "refused",
			     service, path, fault.path,
			     fault.reason == NULL ? strerror(-fd) : fault.reason);
}

/* The configuration that the line reads, or NULL with words that make no sense. */
static const char *check_arguments(const struct pam_step *step, const char *service,
				   struct findings *findings)
{
	struct reason reason = { 0 };
	struct arguments arguments = { .is_audit = false };
	_cleanup_free_ char *where = pam_step_place(step);

	if (arguments_parse(&arguments, (int)step->line->argument_count,
			    (const char *const *)step->line->arguments, &reason) < 0) {
		step_error(findings, step, service,
			   "conf=FILE, audit, debug, jailed and refuse are its words", reason.text);
		return NULL;
	}
	if (arguments.is_audit)
		findings_add(
			findings, SEVERITY_WARNING, where,
			"remove the word audit when its lines in the log are as they should be",
			"service '%s': with audit, everybody is let in without a jail", service);
	return arguments.config_path;
}

/* The way to a module; libpam looks for a name without a '/' in its own directory. */
static char *module_path(const struct pam_step *step)
{
	const char *module = step->line->module;
	char *path = NULL;

	return asprintf(&path, "%s%s", module[0] == '/' ? "" : PAMDIR "/", module) < 0 ? NULL
										       : path;
}

void check_line_module(const struct pam_step *step, const char *service, struct findings *findings)
{
	_cleanup_free_ char *path = module_path(step);
	_cleanup_free_ char *where = pam_step_place(step);

	if (path != NULL && !step->line->is_quiet && step->line->does_refuse &&
	    step->line->control != PAM_CONTROL_SUBSTACK && access(path, F_OK) < 0)
		findings_add(findings, SEVERITY_ERROR, where, "mend its name, or install it",
			     "service '%s': module '%s' is not there: libpam refuses everybody, "
			     "root too",
			     service, step->line->module);
}

static void check_file(const struct pam_step *step, const char *service, struct findings *findings)
{
	_cleanup_free_ char *path = module_path(step);
	_cleanup_free_ char *where = pam_step_place(step);
	struct safe_path_fault fault = { .reason = NULL };
	_cleanup_close_ int fd = NO_FD;

	if (path == NULL)
		return;
	fd = safe_path_open_file(path, &fault);
	/* Where /lib is a link to usr/lib, the directory of the modules is behind it. */
	if (fd == -ELOOP && strncmp(path, "/lib/", 5) == 0) {
		_cleanup_free_ char *merged = NULL;

		if (asprintf(&merged, "/usr%s", path) > 0)
			fd = safe_path_open_file(merged, &fault);
	}
	if (fd < 0)
		findings_add(findings, SEVERITY_ERROR, where, "install it: make install",
			     "service '%s': module '%s' %s", service, fault.path,
			     fault.reason == NULL ? "can not be opened" : fault.reason);
}

const char *check_line(const struct pam_step *step, const char *service, const char *config_path,
		       struct findings *findings)
{
	const char *path = check_arguments(step, service, findings);

	check_control(step, service, findings);
	check_file(step, service, findings);
	if (path != NULL && strcmp(path, config_path) != 0)
		check_conf(step, service, path, findings);
	return path;
}

/* Its answer is worth something only if it comes from the same configuration. */
void check_line_query(const struct pam_step *step, const char *service, const char *config_path,
		      struct findings *findings)
{
	const char *path = check_arguments(step, service, findings);

	if (path != NULL && config_path != NULL && strcmp(path, config_path) != 0)
		step_error(findings, step, service, "give both lines the same conf=",
			   "the line with 'jailed' reads another configuration than the one that "
			   "jails");
}
