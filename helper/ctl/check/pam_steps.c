/* SPDX-License-Identifier: BSD-3-Clause */
/* Includes followed, jumps counted; see pam_steps.h. */
#include "ctl/check/pam_steps.h"

#include <errno.h>

#include "ctl/check/pam_files.h"
#include "ctl/show/findings.h"
#include "shared/cleanup.h"

#define DEPTH_MAX    16	 /* of includes in includes; libpam's own limit for substacks */
#define INCLUDES_MAX 256 /* no real stack comes near these */
#define STEPS_MAX    2048

/* What goes along from file to file. */
struct walk {
	const struct pam_files *files;
	struct pam_steps *steps;
	struct findings *findings;
};

static int step_add(struct pam_steps *steps, const struct pam_line *line, const char *path,
		    unsigned int level)
{
	struct pam_step *grown = reallocarray(steps->list, steps->count + 1, sizeof(*steps->list));

	if (grown == NULL)
		return -ENOMEM;
	steps->list = grown;
	grown[steps->count++] = (struct pam_step){ line, path, level };
	return 0;
}

static int file_walk(const struct walk *walk, const struct pam_file *file, unsigned int depth,
		     unsigned int level);

static void include_fault(const struct walk *walk, const struct pam_file *file,
			  const struct pam_line *line, bool is_endless)
{
	const struct pam_step step = { .line = line, .path = file->path };
	_cleanup_free_ char *where = pam_step_place(&step);

	if (is_endless)
		findings_add(walk->findings, SEVERITY_ERROR, where, NULL,
			     "'%s': includes do not come to an end", line->module);
	else
		findings_add(walk->findings, SEVERITY_ERROR, where, NULL,
			     "'%s' is included, but can not be read", line->module);
}

static int include_walk(const struct walk *walk, const struct pam_file *file,
			const struct pam_line *line, unsigned int depth, unsigned int level)
{
	bool is_substack = line->control == PAM_CONTROL_SUBSTACK;
	const struct pam_file *included = pam_files_find(walk->files, line->module);
	int error = is_substack ? step_add(walk->steps, line, file->path, level) : 0;

	if (error < 0 || walk->steps->include_count >= INCLUDES_MAX)
		return error;
	walk->steps->include_count++;
	if (included == NULL) {
		include_fault(walk, file, line, false);
		return 0;
	}
	if (depth >= DEPTH_MAX || walk->steps->include_count == INCLUDES_MAX) {
		include_fault(walk, file, line, true);
		walk->steps->include_count = INCLUDES_MAX;
		return 0;
	}
	return file_walk(walk, included, depth + 1, level + (is_substack ? 1 : 0));
}

static int file_walk(const struct walk *walk, const struct pam_file *file, unsigned int depth,
		     unsigned int level)
{
	for (size_t i = 0; i < file->stack.line_count && walk->steps->count < STEPS_MAX; i++) {
		const struct pam_line *line = &file->stack.lines[i];
		bool is_include = line->control == PAM_CONTROL_INCLUDE ||
				  line->control == PAM_CONTROL_SUBSTACK;
		int error;

		if (line->type != PAM_SESSION && line->type != PAM_ANY)
			continue;
		error = is_include ? include_walk(walk, file, line, depth, level)
				   : step_add(walk->steps, line, file->path, level);
		if (error < 0)
			return error;
	}
	return 0;
}

int pam_steps_make(struct pam_steps *ret_steps, const struct pam_files *files,
		   const struct pam_file *file, struct findings *findings)
{
	_cleanup_pam_steps_ struct pam_steps steps = { 0 };
	const struct walk walk = { files, &steps, findings };
	int error = file_walk(&walk, file, 0, 0);

	if (error < 0)
		return error;
	*ret_steps = steps;
	steps = (struct pam_steps){ 0 };
	return 0;
}

/*
 * Where a jump over count lines from a step leads: a substack counts as one line, and a jump does
 * not leave its own (libpam). SIZE_MAX: to the end.
 */
static size_t jump_target(const struct pam_steps *steps, size_t from, unsigned int count)
{
	unsigned int level = steps->list[from].level;
	size_t place = from + 1;

	while (count > 0 && place < steps->count && steps->list[place].level >= level) {
		place++;
		while (place < steps->count && steps->list[place].level > level)
			place++;
		count--;
	}
	return place;
}

/* The substack that holds the step at index ends before it if a step of its own level finishes. */
static bool does_finish(const struct pam_steps *steps, size_t from, size_t index)
{
	if (!steps->list[from].line->can_finish)
		return false;
	for (size_t i = from; i <= index; i++)
		if (steps->list[i].level < steps->list[from].level)
			return false;
	return true;
}

static bool does_jump_over(const struct pam_steps *steps, size_t from, size_t index)
{
	unsigned long long jumps = steps->list[from].line->jumps;

	for (unsigned int count = 1; count < PAM_JUMPS_MAX; count++)
		if ((jumps >> count & 1) != 0 && jump_target(steps, from, count) > index)
			return true;
	return false;
}

const struct pam_step *pam_steps_skipper(const struct pam_steps *steps, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (does_finish(steps, i, index) || does_jump_over(steps, i, index))
			return &steps->list[i];
	return NULL;
}

char *pam_step_place(const struct pam_step *step)
{
	char *place = NULL;

	return asprintf(&place, "%s:%u", step->path, step->line->number) < 0 ? NULL : place;
}

void pam_steps_clear(struct pam_steps *steps)
{
	free(steps->list);
	*steps = (struct pam_steps){ 0 };
}
