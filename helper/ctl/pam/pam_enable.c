/* SPDX-License-Identifier: BSD-3-Clause */
/* nsjailctl pam enable: all is decided, and looked at by the checker, before the first write. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/check/check_doors.h"
#include "ctl/check/check_parts.h"
#include "ctl/check/check_service.h"
#include "ctl/command/command.h"
#include "ctl/pam/pam_apply.h"
#include "ctl/pam/pam_call.h"
#include "ctl/pam/pam_edit.h"
#include "ctl/pam/pam_mark.h"
#include "ctl/pam/pam_parts.h"
#include "ctl/pam/pam_place.h"
#include "ctl/why/why_causes.h"
#include "helper_start.h"
#include "reason.h"
#include "shared/cleanup.h"

/* With a fault in these, the line refuses everybody but root. */
static void ground_check(struct pam_call *call)
{
	struct reason reason = { 0 };

	if (helper_check(&reason) < 0)
		findings_add(&call->findings, SEVERITY_ERROR, NULL, why_cause_mend(reason.text),
			     "%s", reason.text);
	check_configuration(call->options->config_path, &call->findings);
}

/* The words behind the module's name; the text is the caller's. */
static char *words_make(const struct ctl_options *options)
{
	bool is_usual = strcmp(options->config_path, CONFIG_PATH) == 0;
	char *words = NULL;

	return asprintf(&words, "%s%s",
			is_usual ? "" : " conf=", is_usual ? "" : options->config_path) < 0
		       ? NULL
		       : words;
}

static void text_make(struct pam_call *call, struct pam_change *change, struct pam_edit *edit)
{
	_cleanup_free_ char *words = words_make(call->options);
	const char *fault = NULL;

	if (pam_mark_is_in(change->target.text)) {
		findings_add(&call->findings, SEVERITY_ERROR, change->target.path,
			     "disable it, then enable it again",
			     "service '%s': some of the lines that were written are not there "
			     "any more",
			     change->service);
		return;
	}
	edit->words = words;
	if (words != NULL)
		change->after = pam_edit_apply(edit, change->target.text, &fault);
	if (fault != NULL)
		findings_add(&call->findings, SEVERITY_ERROR, change->target.path,
			     "write the lines by hand: docs/pam-order.md", "service '%s': %s",
			     change->service, fault);
	else if (change->after == NULL)
		call->findings.is_short = true;
}

/* A file that was the distribution's gets one of its own: there is none to be kept. */
static void change_make(struct pam_call *call, struct pam_change *change, struct pam_file *file)
{
	if (change->after == NULL)
		return;
	if (strcmp(change->path, change->target.path) == 0)
		change->before = strdup(change->target.text);
	change->word = "enabled";
	change->is_written = change->is_kept = true;
	(void)pam_call_replace(call, file, change->path, change->after);
}

static void by_keep(struct pam_call *call, struct pam_change *change, const char *by)
{
	change->word = "has it already,";
	change->by = strdup(by);
	call->findings.is_short = call->findings.is_short || change->by == NULL;
}

static void place_take(struct pam_call *call, struct pam_change *change, struct pam_file *file)
{
	_cleanup_pam_edit_ struct pam_edit edit = { .words = "" };
	const char *by = NULL;

	switch (pam_place_find(&call->files, file, &edit, &by, &call->findings)) {
	case PAM_PLACE_FREE:
		text_make(call, change, &edit);
		break;
	case PAM_PLACE_OWN:
		change->word = pam_mark_is_in(change->target.text) ? "enabled already"
								   : "has it already, by hand";
		break;
	case PAM_PLACE_INCLUDED:
		by_keep(call, change, by);
		break;
	case PAM_PLACE_REFUSED:
		break;
	}
	change_make(call, change, file);
}

static void change_decide(struct pam_call *call, struct pam_change *change)
{
	const char *fault = pam_place_name_fault(&call->files, change->service);
	struct pam_file *file;

	change->word = "unchanged";
	if (fault != NULL) {
		findings_add(&call->findings, SEVERITY_ERROR, NULL, NULL,
			     "service '%s' can not have the line: %s", change->service, fault);
		return;
	}
	file = pam_call_file(call, change);
	if (file != NULL)
		place_take(call, change, file);
}

static bool is_named(const struct pam_call *call, const char *name)
{
	for (size_t i = 0; i < call->count; i++)
		if (strcmp(call->changes[i].service, name) == 0)
			return true;
	return false;
}

/* su-l, if su is named, too: what becomes of that one counts. */
static bool does_include_named(const struct pam_call *call, const char *service)
{
	const struct pam_file *file = pam_files_find(&call->files, service);

	for (size_t i = 0; file != NULL && i < file->stack.line_count; i++)
		if ((file->stack.lines[i].control == PAM_CONTROL_INCLUDE ||
		     file->stack.lines[i].control == PAM_CONTROL_SUBSTACK) &&
		    is_named(call, file->stack.lines[i].module))
			return true;
	return false;
}

static void all_decide(struct pam_call *call)
{
	for (int is_second = 0; is_second < 2; is_second++)
		for (size_t i = 0; i < call->count; i++)
			if (does_include_named(call, call->changes[i].service) == is_second &&
			    call->changes[i].word == NULL)
				change_decide(call, &call->changes[i]);
}

/* What the checker says of the others, which may include one that is named, or be its twin. */
static void others_check(struct pam_call *call, struct findings *findings)
{
	_cleanup_findings_ struct findings unsaid = { 0 };
	const struct plans_seen nobody = { 0 };

	for (size_t i = 0; i < call->files.count; i++) {
		struct pam_file *file = call->files.list[i];

		check_service(&call->files, file, call->options->config_path,
			      is_named(call, file->name) ? &unsaid : findings);
	}
	for (size_t i = 0; i < call->files.count; i++)
		if (!is_named(call, call->files.list[i]->name))
			check_door(&call->files, call->files.list[i], &nobody, findings);
}

static bool has_text(const struct findings *findings, const struct finding *finding)
{
	for (size_t i = 0; i < findings->count; i++)
		if (strcmp(findings->list[i].text, finding->text) == 0)
			return true;
	return false;
}

/* Of those that include one that is changed; what was wrong before is no matter of this call. */
static void new_errors_take(struct pam_call *call, const struct findings *before)
{
	_cleanup_findings_ struct findings after = { 0 };

	others_check(call, &after);
	for (size_t i = 0; i < after.count; i++)
		if (after.list[i].severity == SEVERITY_ERROR && !has_text(before, &after.list[i]))
			findings_add(&call->findings, SEVERITY_ERROR, after.list[i].where,
				     after.list[i].mend, "%s", after.list[i].text);
}

static void named_check(struct pam_call *call)
{
	for (size_t i = 0; i < call->count; i++)
		if (call->changes[i].after != NULL)
			pam_call_check(call, pam_files_find(&call->files, call->changes[i].service),
				       &call->findings);
}

int pam_enable(const struct ctl_options *options, char **services)
{
	_cleanup_findings_ struct findings before = { 0 };
	_cleanup_pam_call_ struct pam_call call = { .store_fd = NO_FD };

	if (pam_call_begin(&call, options, services) < 0)
		return pam_apply(&call);
	ground_check(&call);
	others_check(&call, &before);
	all_decide(&call);
	named_check(&call);
	new_errors_take(&call, &before);
	return pam_apply(&call);
}
