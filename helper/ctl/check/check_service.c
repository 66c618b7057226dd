/* SPDX-License-Identifier: BSD-3-Clause */
/* One service's session lines; see check_service.h. */
#include "ctl/check/check_service.h"

#include <string.h>

#include "arguments.h"
#include "ctl/check/check_doors.h"
#include "ctl/check/check_line.h"
#include "ctl/check/check_sudo.h"
#include "ctl/check/pam_files.h"
#include "ctl/check/pam_notes.h"
#include "ctl/check/pam_profile.h"
#include "ctl/check/pam_query.h"
#include "ctl/check/pam_steps.h"
#include "ctl/show/findings.h"
#include "reason.h"
#include "shared/cleanup.h"

#define MODULE PAM_PROFILE_MODULE

static void check_skips(const struct pam_steps *steps, size_t index, const char *service,
			struct findings *findings)
{
	/* In a profile's block only those jump over ours whom the line before has let by. */
	size_t end = pam_profile_is(steps, index) ? index - PAM_PROFILE_BEFORE : index;
	const struct pam_step *skipper = pam_steps_skipper(steps, end);
	_cleanup_free_ char *where = skipper == NULL ? NULL : pam_step_place(skipper);

	if (skipper != NULL)
		findings_add(findings, SEVERITY_ERROR, where,
			     "change the control of this line, so that it can not skip others",
			     "service '%s': because of %s the session may be opened without "
			     "pam_nsjail",
			     service, pam_step_module(skipper));
}

/* conf= decides: of what else there is, one may have more to say. */
static bool is_same_line(const struct pam_step *a, const struct pam_step *b)
{
	struct reason unsaid = { 0 };
	struct arguments first, second;

	return arguments_parse(&first, (int)a->line->argument_count,
			       (const char *const *)a->line->arguments, &unsaid) == 0 &&
	       arguments_parse(&second, (int)b->line->argument_count,
			       (const char *const *)b->line->arguments, &unsaid) == 0 &&
	       first.is_audit == second.is_audit &&
	       strcmp(first.config_path, second.config_path) == 0;
}

/* Debian's su-l includes su, and who gives the line to both has it twice. */
static void check_second(const struct pam_step *step, const struct pam_step *first,
			 const char *service, struct findings *findings)
{
	_cleanup_free_ char *where = pam_step_place(step);
	_cleanup_free_ char *other = pam_step_place(first);

	if (is_same_line(step, first))
		findings_add(findings, SEVERITY_WARNING, where, "remove one of the two",
			     "service '%s': pam_nsjail.so is there twice, also by %s: a session "
			     "has one jail",
			     service, other == NULL ? "another line" : other);
	else
		findings_add(findings, SEVERITY_ERROR, where, "remove one of the two",
			     "service '%s': pam_nsjail.so is there twice, with other words by %s: "
			     "a session has one jail, and is refused",
			     service, other == NULL ? "another line" : other);
}

/* It belongs to the profile's block, and nowhere else. */
static void check_refuse(const struct pam_step *step, const char *service,
			 struct findings *findings)
{
	_cleanup_free_ char *where = pam_step_place(step);

	findings_add(findings, SEVERITY_ERROR, where, PAM_PROFILE_ADVICE,
		     "service '%s': the line with 'refuse' is none of the six lines that belong "
		     "together, and refuses who comes to it",
		     service);
}

static void check_followers(const struct pam_steps *steps, size_t index, const char *service,
			    struct findings *findings)
{
	for (size_t i = index + 1; i < steps->count && !pam_profile_is(steps, index); i++) {
		const struct pam_step *step = &steps->list[i];
		_cleanup_free_ char *where = pam_step_place(step);
		const char *note = pam_notes_after(step);

		if (step->line->control == PAM_CONTROL_SUBSTACK)
			continue;
		if (pam_step_has_word(step, "refuse")) {
			check_refuse(step, service, findings);
			continue;
		}
		if (pam_step_is(step, MODULE)) {
			if (!pam_step_has_word(step, "jailed"))
				check_second(step, &steps->list[index], service, findings);
			continue;
		}
		findings_add(findings, SEVERITY_ERROR, where, check_sudo_advice(service),
			     "service '%s': %s comes after pam_nsjail: %s", service,
			     pam_step_module(step),
			     note != NULL
				     ? note
				     : "it would run as root with the jail's files and programs");
	}
}

static void check_company(const struct pam_steps *steps, size_t count, const char *service,
			  struct findings *findings)
{
	for (size_t i = 0; i < count; i++) {
		if (pam_query_skips(steps, i))
			continue;

		const char *note = pam_notes_anywhere(&steps->list[i]);
		_cleanup_free_ char *where = pam_step_place(&steps->list[i]);

		if (note != NULL)
			findings_add(findings, SEVERITY_WARNING, where,
				     "leave it out of the stacks that tenants use",
				     "service '%s': %s %s", service,
				     pam_step_module(&steps->list[i]), note);
	}
}

static void check_jailed(const struct pam_steps *steps, size_t index, const struct pam_file *file,
			 struct findings *findings)
{
	const char *service = file->name;

	check_skips(steps, index, service, findings);
	check_sudo(steps, index, service, findings);
	check_followers(steps, index, service, findings);
	/* Whom it is to refuse needs no company: what it has started ends with it. */
	if (!check_doors_is_better_refused(service))
		check_company(steps, pam_profile_is(steps, index) ? index : steps->count, service,
			      findings);
	for (size_t i = 0; i < index; i++)
		if (pam_step_has_word(&steps->list[i], "jailed"))
			check_line_query(&steps->list[i], service, file->config_path, findings);
}

/* Of the steps before the line that jails, and of all where there is none. */
static void check_before(const struct pam_steps *steps, size_t end, const char *service,
			 struct findings *findings)
{
	for (size_t i = 0; i < steps->count && i < end; i++)
		if (pam_step_has_word(&steps->list[i], "refuse") && !pam_query_skips(steps, i))
			check_refuse(&steps->list[i], service, findings);
}

static void check_stack(const struct pam_files *files, struct pam_file *file,
			const char *config_path, struct findings *findings)
{
	_cleanup_pam_steps_ struct pam_steps steps = { 0 };
	size_t jailer;

	if (pam_steps_make(&steps, files, file, findings) < 0) {
		findings->is_short = true;
		return;
	}
	file->has_session = steps.count > 0;
	for (size_t i = 0; i < steps.count; i++)
		if (!pam_step_is(&steps.list[i], MODULE))
			check_line_module(&steps.list[i], file->name, findings);
	jailer = pam_query_jailer(&steps);
	check_before(&steps, jailer, file->name, findings);
	file->has_module = jailer < steps.count;
	if (!file->has_module)
		return;
	file->config_path = check_line(&steps.list[jailer], file->name, config_path, findings);
	check_jailed(&steps, jailer, file, findings);
}

/* The module has nothing for auth, account and password: such a line fails, and with it all. */
static void check_types(const struct pam_file *file, struct findings *findings)
{
	for (size_t i = 0; i < file->stack.line_count; i++) {
		const struct pam_line *line = &file->stack.lines[i];
		const struct pam_step step = { .line = line, .path = file->path };
		_cleanup_free_ char *where = pam_step_place(&step);

		if (line->type == PAM_SESSION || line->type == PAM_ANY ||
		    !pam_step_is(&step, MODULE))
			continue;
		findings_add(findings, SEVERITY_ERROR, where, "begin the line with session",
			     "pam_nsjail.so is for session alone: a line of another type fails, "
			     "for root too");
	}
}

void check_service(const struct pam_files *files, struct pam_file *file, const char *config_path,
		   struct findings *findings)
{
	check_types(file, findings);
	if (!file->is_included || check_doors_is_door(file->name))
		check_stack(files, file, config_path, findings);
}
