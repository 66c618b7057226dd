/* SPDX-License-Identifier: BSD-3-Clause */
/* nsjailctl pam status: which services jail, by which file, and what the checker says of each. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/check/check_doors.h"
#include "ctl/check/check_service.h"
#include "ctl/command/command.h"
#include "ctl/output/json_print.h"
#include "ctl/output/table.h"
#include "ctl/pam/pam_call.h"
#include "ctl/pam/pam_edit.h"
#include "ctl/pam/pam_mark.h"
#include "ctl/pam/pam_parts.h"
#include "ctl/pam/pam_place.h"
#include "shared/cleanup.h"

static const char *const heads[] = { "SERVICE", "FILE", "JAILS", "CHECK", NULL };

/* What was found of all, and how it is shown. */
struct view {
	struct pam_call *call;
	struct table table;
	json_t *services; /* NULL: a table */
	bool is_good;
};

/* "yes", "by hand", "by FILE", "no"; the text is the caller's, or NULL. */
static char *state_words(struct pam_call *call, const struct pam_file *file,
			 const struct edited_file *target)
{
	_cleanup_findings_ struct findings unsaid = { 0 };
	_cleanup_pam_edit_ struct pam_edit edit = { .words = "" };
	const char *by = NULL;
	char *words = NULL;

	if (!file->has_module)
		return strdup("no");
	if (pam_place_find(&call->files, file, &edit, &by, &unsaid) == PAM_PLACE_OWN)
		return strdup(target->text != NULL && pam_mark_is_in(target->text) ? "yes"
										   : "by hand");
	/* Without a name it is in what pam-auth-update wrote. */
	return asprintf(&words, "by %s", by == NULL ? "pam-auth-update" : by) < 0 ? NULL : words;
}

/* "ok", or how many errors and warnings. */
static char *check_words(const struct findings *findings)
{
	size_t errors = findings_count(findings, SEVERITY_ERROR);
	size_t warnings = findings_count(findings, SEVERITY_WARNING);
	char *words = NULL;

	if (errors == 0 && warnings == 0)
		return strdup("ok");
	return asprintf(&words, "%zu errors, %zu warnings", errors, warnings) < 0 ? NULL : words;
}

static void row_add(struct view *view, const struct pam_file *file, const char *state,
		    const struct findings *findings)
{
	_cleanup_free_ char *check = check_words(findings);

	if (state == NULL || check == NULL)
		view->call->findings.is_short = true;
	else if (view->services != NULL)
		(void)json_array_append_new(
			view->services,
			json_pack("{s:o, s:o, s:b, s:o, s:o}", "service", json_text(file->name),
				  "file", json_text(file->path), "jails", file->has_module, "state",
				  json_text(state), "findings", findings_json(findings)));
	else
		table_row(&view->table,
			  (const char *const[]){ file->name, file->path, state, check });
}

static void findings_move(struct findings *all, const struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		findings_add(all, findings->list[i].severity, findings->list[i].where,
			     findings->list[i].mend, "%s", findings->list[i].text);
	all->is_short = all->is_short || findings->is_short;
}

/* A copy in /etc takes the place of what the distribution brings later. */
static void copy_check(const struct pam_file *file, const struct edited_file *target,
		       struct findings *findings)
{
	_cleanup_findings_ struct findings unsaid = { 0 };
	_cleanup_edited_file_ struct edited_file distribution = EDITED_FILE_NONE;
	_cleanup_free_ char *stripped = target->text == NULL ? NULL : pam_mark_strip(target->text);
	_cleanup_free_ char *path = NULL;

	if (stripped == NULL || !pam_mark_is_in(target->text) ||
	    asprintf(&path, "/usr/lib/pam.d/%s", file->name) < 0 ||
	    edited_file_read(&distribution, path, &unsaid) < 0)
		return;
	if (strcmp(stripped, distribution.text) != 0)
		findings_add(findings, SEVERITY_NOTICE, file->path,
			     "look at the difference; to have the new one: nsjailctl pam disable, "
			     "remove the file, nsjailctl pam enable",
			     "service '%s': takes the place of '%s', which is another one",
			     file->name, path);
}

static void service_show(struct view *view, struct pam_file *file, bool is_named)
{
	_cleanup_findings_ struct findings findings = { 0 };
	_cleanup_edited_file_ struct edited_file target = EDITED_FILE_NONE;
	_cleanup_free_ char *state = NULL;

	(void)edited_file_read(&target, file->path, &findings);
	pam_call_check(view->call, file, &findings);
	copy_check(file, &target, &findings);
	state = state_words(view->call, file, &target);
	row_add(view, file, state, &findings);
	view->is_good = view->is_good && (file->has_module || !is_named) &&
			findings_count(&findings, SEVERITY_ERROR) == 0;
	findings_move(&view->call->findings, &findings);
}

static void all_show(struct view *view)
{
	struct pam_files *files = &view->call->files;

	for (size_t i = 0; i < files->count; i++) {
		struct pam_file *file = files->list[i];
		_cleanup_findings_ struct findings unsaid = { 0 };

		check_service(files, file, view->call->options->config_path, &unsaid);
		if (file->has_module || (file->has_session && check_doors_is_door(file->name)))
			service_show(view, file, false);
	}
}

static void named_show(struct view *view)
{
	for (size_t i = 0; i < view->call->count; i++) {
		const char *service = view->call->changes[i].service;
		struct pam_file *file = pam_files_find(&view->call->files, service);

		if (file != NULL)
			service_show(view, file, true);
		else
			findings_add(&view->call->findings, SEVERITY_ERROR, NULL,
				     "ls /etc/pam.d shows them",
				     "service '%s': there is no file of that name", service);
		view->is_good = view->is_good && file != NULL;
	}
}

static int view_print(struct view *view)
{
	int error;

	if (view->services != NULL)
		return json_print(json_pack("{s:b, s:o, s:o}", "ok", view->is_good, "services",
					    json_incref(view->services), "findings",
					    findings_json(&view->call->findings)));
	error = table_print(&view->table);
	(void)fflush(stdout);
	findings_write(stdout, &view->call->findings);
	return error;
}

int pam_status(const struct ctl_options *options, char **services)
{
	struct ctl_options look = *options;
	_cleanup_pam_call_ struct pam_call call = { .store_fd = NO_FD };
	_cleanup_table_ struct table table = table_make(heads);
	struct view view = { .call = &call, .is_good = true };
	int error;

	/* Nothing is written, so nobody is waited for. */
	look.is_dry_run = true;
	view.services = options->is_json ? json_array() : NULL;
	view.is_good = pam_call_begin(&call, &look, services) == 0;
	view.table = table;
	if (view.is_good && services[0] != NULL)
		named_show(&view);
	else if (view.is_good)
		all_show(&view);
	error = view_print(&view);
	table = view.table;
	json_decref(view.services);
	return error < 0 || call.findings.is_short || !view.is_good ? CTL_NOT_OK : CTL_OK;
}
