/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "ctl/pam/pam_place.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/check/check_doors.h"
#include "ctl/check/check_sudo.h"
#include "ctl/check/pam_files.h"
#include "ctl/check/pam_notes.h"
#include "ctl/check/pam_profile.h"
#include "ctl/check/pam_query.h"
#include "ctl/check/pam_steps.h"
#include "ctl/pam/pam_edit.h"
#include "ctl/show/findings.h"
#include "plan/services.h"
#include "shared/cleanup.h"

#define BY_HAND "write the lines by hand: docs/pam-order.md"

/* What pam-auth-update writes, for all services that include it. */
static const char common[] = "common-";

/* One session line of the file, with what it brings. */
struct part {
	const struct pam_line *line;
	struct pam_steps steps; /* of a file that it includes */
	unsigned int weight;	/* how many lines it is to a jump */
	bool is_skipped;	/* jailed users are to */
};

struct parts {
	size_t count;
	struct part *list;
};

static void parts_clear(struct parts *parts)
{
	for (size_t i = 0; i < parts->count; i++)
		pam_steps_clear(&parts->list[i].steps);
	free(parts->list);
}

#define _cleanup_parts_ __attribute__((cleanup(parts_clear)))

const char *pam_place_name_fault(const struct pam_files *files, const char *service)
{
	const struct pam_file *file = files == NULL ? NULL : pam_files_find(files, service);

	if (service[0] == '.' || !services_is_word(service) || strchr(service, '*') != NULL)
		return "is no name of a service";
	if (strncmp(service, common, sizeof(common) - 1) == 0)
		return "is pam-auth-update's, and included by others: name the services";
	if (strcmp(service, "other") == 0)
		return "is for every service that has no file of its own: name the services";
	if (file != NULL && file->is_included && !check_doors_is_door(service))
		return "is included by others: name the services";
	return check_doors_fault(service);
}

static bool is_include(const struct pam_line *line)
{
	return line->control == PAM_CONTROL_INCLUDE || line->control == PAM_CONTROL_SUBSTACK;
}

static bool is_common(const struct part *part)
{
	return is_include(part->line) &&
	       strncmp(part->line->module, common, sizeof(common) - 1) == 0;
}

/* Something of the user's would be left outside; or pam-auth-update has our lines in there. */
static bool are_to_be_skipped(const struct part *part)
{
	for (size_t i = 0; i < part->steps.count; i++) {
		const struct pam_step *step = &part->steps.list[i];

		if (!pam_query_skips(&part->steps, i) &&
		    (pam_notes_is_left_behind(step) ||
		     (is_common(part) && pam_step_is(step, PAM_PROFILE_MODULE))))
			return true;
	}
	return false;
}

static int part_fill(struct part *part, const struct pam_files *files, struct findings *findings)
{
	const struct pam_step step = { .line = part->line };
	const struct pam_file *included;

	part->weight = 1;
	if (!is_include(part->line)) {
		part->is_skipped = pam_notes_is_left_behind(&step);
		return 0;
	}
	/* What is not there, check_service has an error for. */
	included = pam_files_find(files, part->line->module);
	if (included == NULL)
		return 0;
	if (pam_steps_make(&part->steps, files, included, findings) < 0)
		return -ENOMEM;
	part->is_skipped = are_to_be_skipped(part);
	if (part->line->control != PAM_CONTROL_SUBSTACK)
		part->weight = (unsigned int)part->steps.count;
	return 0;
}

/* By hand: the line before has jailed users skip this one. Of an include it is the first alone. */
static bool is_skipped_already(const struct parts *parts, size_t index)
{
	const struct pam_step before = { .line = index > 0 ? parts->list[index - 1].line : NULL };

	return index > 0 && parts->list[index].line->control != PAM_CONTROL_INCLUDE &&
	       pam_step_has_word(&before, "jailed") &&
	       pam_step_has_actions(&before, "success=1 default=ignore");
}

static int parts_make(struct parts *parts, const struct pam_files *files,
		      const struct pam_file *file, struct findings *findings)
{
	int error = 0;

	parts->list = calloc(file->stack.line_count + 1, sizeof(*parts->list));
	if (parts->list == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < file->stack.line_count && error == 0; i++) {
		const struct pam_line *line = &file->stack.lines[i];

		if (line->type != PAM_SESSION && line->type != PAM_ANY)
			continue;
		parts->list[parts->count].line = line;
		error = part_fill(&parts->list[parts->count], files, findings);
		if (is_skipped_already(parts, parts->count++))
			parts->list[parts->count - 1].is_skipped = false;
	}
	return error;
}

static void refuse(struct findings *findings, const struct pam_file *file,
		   const struct pam_line *line, const char *mend, const char *text)
{
	const struct pam_step step = { .line = line, .path = file->path };
	_cleanup_free_ char *where = line == NULL ? strdup(file->path) : pam_step_place(&step);

	findings_add(findings, SEVERITY_ERROR, where, mend, "service '%s': %s", file->name, text);
}

static unsigned int jump_max(const struct pam_line *line)
{
	unsigned int count = PAM_JUMPS_MAX - 1;

	while (count > 0 && (line->jumps >> count & 1) == 0)
		count--;
	return count;
}

/* Whether a jump out of the part leads past the beginning of one that gets a line before it. */
static bool does_jump_past(const struct parts *parts, size_t from, unsigned int count)
{
	unsigned int way = 0;

	for (size_t i = from + 1; i < parts->count && way < count; way += parts->list[i++].weight)
		if (parts->list[i].is_skipped)
			return true;
	return false;
}

/* How many lines of the same stack come after the step. */
static unsigned int lines_left(const struct pam_steps *steps, size_t index)
{
	unsigned int level = steps->list[index].level, count = 0;

	for (size_t i = index + 1; i < steps->count && steps->list[i].level >= level; i++)
		count += steps->list[i].level == level;
	return count;
}

/* Whether a jump in an included file goes on behind its end. In a substack none does. */
static bool does_jump_out(const struct part *part)
{
	for (size_t i = 0; i < part->steps.count; i++)
		if (part->line->control != PAM_CONTROL_SUBSTACK &&
		    jump_max(part->steps.list[i].line) > lines_left(&part->steps, i))
			return true;
	return false;
}

static bool have_skips(const struct parts *parts)
{
	for (size_t i = 0; i < parts->count; i++)
		if (parts->list[i].is_skipped)
			return true;
	return false;
}

/* One line more is one more to be jumped over. */
static bool has_jump(const struct parts *parts, const struct pam_file *file,
		     struct findings *findings)
{
	for (size_t i = 0; have_skips(parts) && i < parts->count; i++) {
		const struct part *part = &parts->list[i];

		if (!does_jump_past(parts, i, jump_max(part->line)) && !does_jump_out(part))
			continue;
		refuse(findings, file, part->line, BY_HAND,
		       "it jumps over a line before which one of ours would have to stand");
		return true;
	}
	return false;
}

static bool has_types(const struct pam_files *files, const char *name)
{
	const struct pam_file *file = pam_files_find(files, name);

	for (size_t i = 0; i < file->stack.line_count; i++)
		if (file->stack.lines[i].type != PAM_SESSION)
			return true;
	return false;
}

static bool can_skip(const struct pam_files *files, const struct pam_file *file,
		     const struct part *part, struct findings *findings)
{
	if (part->line->type == PAM_ANY && has_types(files, part->line->module)) {
		refuse(findings, file, part->line, BY_HAND,
		       "jailed users would have to skip what is included, which is more than "
		       "session lines");
		return false;
	}
	return true;
}

/* What else they do without, so that nobody has to find out. */
static void missed_tell(const struct pam_file *file, const struct part *part,
			struct findings *findings)
{
	static const char *const usual[] = { "pam_permit.so", "pam_deny.so", "pam_unix.so",
					     "pam_limits.so", PAM_PROFILE_MODULE };
	const struct pam_step own = { .line = part->line, .path = file->path };
	_cleanup_free_ char *where = pam_step_place(&own);

	for (size_t i = 0; i < part->steps.count; i++) {
		const struct pam_step *step = &part->steps.list[i];
		bool is_told = !pam_notes_is_left_behind(step) &&
			       step->line->control != PAM_CONTROL_SUBSTACK;

		for (size_t k = 0; k < ARRAY_SIZE(usual); k++)
			is_told = is_told && !pam_step_is(step, usual[k]);
		if (is_told)
			findings_add(findings, SEVERITY_NOTICE, where,
				     "what they need of it, write by hand: docs/pam-order.md",
				     "service '%s': jailed users skip '%s', and with it %s",
				     file->name, part->line->module, pam_step_module(step));
	}
}

static bool does_lose_limits(const struct parts *parts)
{
	bool is_lost = false;

	for (size_t i = 0; i < parts->count; i++) {
		const struct part *part = &parts->list[i];
		const struct pam_step own = { .line = part->line };

		if (pam_step_is(&own, "pam_limits.so"))
			return false;
		for (size_t k = 0; k < part->steps.count; k++)
			if (pam_step_is(&part->steps.list[k], "pam_limits.so")) {
				if (!part->is_skipped)
					return false;
				is_lost = true;
			}
	}
	return is_lost;
}

static bool edit_fill(struct pam_edit *edit, const struct parts *parts,
		      const struct pam_files *files, const struct pam_file *file,
		      struct findings *findings)
{
	edit->skips = calloc(parts->count + 1, sizeof(*edit->skips));
	if (edit->skips == NULL) {
		findings->is_short = true;
		return false;
	}
	for (size_t i = 0; i < parts->count; i++) {
		const struct part *part = &parts->list[i];

		if (!part->is_skipped)
			continue;
		if (!can_skip(files, file, part, findings))
			return false;
		missed_tell(file, part, findings);
		edit->skips[edit->skip_count++] = (struct pam_skip){
			.number = part->line->number,
			.include = is_include(part->line) ? part->line->module : NULL,
		};
	}
	edit->is_profile = check_sudo_is(file->name);
	edit->has_limits = does_lose_limits(parts);
	return true;
}

/* Of su in su-l: whoever gives the line to that one has it in this one. */
static const char *door_included(const struct parts *parts)
{
	for (size_t i = 0; i < parts->count; i++)
		if (is_include(parts->list[i].line) &&
		    check_doors_is_door(parts->list[i].line->module))
			return parts->list[i].line->module;
	return NULL;
}

static bool is_refused(const struct parts *parts, const struct pam_file *file,
		       struct findings *findings)
{
	const char *door = door_included(parts);
	_cleanup_free_ char *text = NULL;

	if (door != NULL &&
	    asprintf(&text, "it includes '%s', and has its line from there", door) < 0)
		text = NULL;
	if (door != NULL)
		refuse(findings, file, NULL, "enable that one",
		       text == NULL ? "it includes another service" : text);
	return door != NULL || has_jump(parts, file, findings);
}

/* systemd-user is there to be refused: what it starts before that ends. */
static void skips_forget(struct parts *parts, const struct pam_file *file)
{
	for (size_t i = 0; i < parts->count && check_doors_is_better_refused(file->name); i++)
		parts->list[i].is_skipped = false;
}

static bool has_line(const struct part *part, const struct pam_line *line)
{
	for (size_t i = 0; i < part->steps.count; i++)
		if (part->steps.list[i].line == line)
			return true;
	return false;
}

/* The file with the line that jails, or NULL. In what pam-auth-update wrote, it is about to go. */
static const char *jailer_path(const struct pam_files *files, const struct pam_file *file,
			       const struct parts *parts, struct findings *findings)
{
	_cleanup_pam_steps_ struct pam_steps steps = { 0 };
	size_t jailer;

	if (pam_steps_make(&steps, files, file, findings) < 0)
		return NULL;
	jailer = pam_query_jailer(&steps);
	if (jailer == SIZE_MAX)
		return NULL;
	for (size_t i = 0; i < parts->count; i++)
		if (is_common(&parts->list[i]) &&
		    has_line(&parts->list[i], steps.list[jailer].line))
			return NULL;
	return steps.list[jailer].path;
}

enum pam_place pam_place_find(const struct pam_files *files, const struct pam_file *file,
			      struct pam_edit *ret_edit, const char **ret_by,
			      struct findings *findings)
{
	_cleanup_parts_ struct parts parts = { 0 };
	_cleanup_pam_edit_ struct pam_edit edit = { .words = "" };

	*ret_by = NULL;
	if (parts_make(&parts, files, file, findings) < 0) {
		findings->is_short = true;
		return PAM_PLACE_REFUSED;
	}
	*ret_by = jailer_path(files, file, &parts, findings);
	if (*ret_by != NULL)
		return *ret_by == file->path ? PAM_PLACE_OWN : PAM_PLACE_INCLUDED;
	skips_forget(&parts, file);
	if (is_refused(&parts, file, findings) || !edit_fill(&edit, &parts, files, file, findings))
		return PAM_PLACE_REFUSED;
	*ret_edit = edit;
	edit = (struct pam_edit){ 0 };
	return PAM_PLACE_FREE;
}
