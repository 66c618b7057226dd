/* SPDX-License-Identifier: BSD-3-Clause */
/* What docs/pam-order.md says of them; see pam_profile.h. */
#include "ctl/check/pam_profile.h"

#include <stdio.h>
#include <string.h>

#include "ctl/check/pam_stack.h"
#include "ctl/check/pam_steps.h"
#include "shared/cleanup.h"

static const struct profile_line {
	const char *actions;
	const char *module;
	const char *word; /* it must have; NULL: it has neither of the two */
} profile[] = {
	{ "success=1 ignore=ignore default=3", PAM_PROFILE_MODULE, "jailed" },
	{ "default=4", "pam_permit.so", NULL },
	{ "success=ignore ignore=ignore default=1", "pam_limits.so", NULL },
	{ "success=done default=bad", PAM_PROFILE_MODULE, NULL },
	{ "default=reset", "pam_permit.so", NULL },
	{ "default=die", PAM_PROFILE_MODULE, "refuse" },
};

const char *pam_step_module(const struct pam_step *step)
{
	const char *slash = strrchr(step->line->module, '/');

	return slash == NULL ? step->line->module : slash + 1;
}

bool pam_step_is(const struct pam_step *step, const char *module)
{
	return step->line->control != PAM_CONTROL_SUBSTACK &&
	       strcmp(pam_step_module(step), module) == 0;
}

bool pam_step_has_word(const struct pam_step *step, const char *word)
{
	if (!pam_step_is(step, PAM_PROFILE_MODULE))
		return false;
	for (size_t i = 0; i < step->line->argument_count; i++)
		if (strcmp(step->line->arguments[i], word) == 0)
			return true;
	return false;
}

bool pam_step_has_actions(const struct pam_step *step, const char *actions)
{
	return step->line->actions != NULL && strcmp(step->line->actions, actions) == 0;
}

static bool is_line(const struct pam_step *step, const struct profile_line *line)
{
	/* In a substack, "done" would end that alone, and "reset" not forget what was before it. */
	return step->level == 0 && pam_step_has_actions(step, line->actions) &&
	       pam_step_is(step, line->module) &&
	       (line->word != NULL
			? pam_step_has_word(step, line->word)
			: !pam_step_has_word(step, "jailed") && !pam_step_has_word(step, "refuse"));
}

bool pam_profile_is(const struct pam_steps *steps, size_t index)
{
	if (index < PAM_PROFILE_BEFORE || index + PAM_PROFILE_AFTER >= steps->count)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(profile); i++)
		if (!is_line(&steps->list[index - PAM_PROFILE_BEFORE + i], &profile[i]))
			return false;
	return true;
}

void pam_profile_write(FILE *stream, const char *words, const char *mark)
{
	for (size_t i = 0; i < ARRAY_SIZE(profile); i++) {
		bool is_ours = strcmp(profile[i].module, PAM_PROFILE_MODULE) == 0;

		(void)fprintf(stream, "session [%s] %s%s%s%s%s\n", profile[i].actions,
			      profile[i].module, profile[i].word == NULL ? "" : " ",
			      profile[i].word == NULL ? "" : profile[i].word, is_ours ? words : "",
			      mark);
	}
}
