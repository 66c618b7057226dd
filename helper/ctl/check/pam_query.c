/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "ctl/check/pam_query.h"

#include <stdint.h>

#include "ctl/check/pam_profile.h"
#include "ctl/check/pam_steps.h"

static bool is_after_query(const struct pam_steps *steps, size_t index)
{
	return index > 0 && pam_step_has_word(&steps->list[index - 1], "jailed") &&
	       pam_step_has_actions(&steps->list[index - 1], "success=1 default=ignore") &&
	       steps->list[index - 1].level == steps->list[index].level;
}

bool pam_query_skips(const struct pam_steps *steps, size_t index)
{
	unsigned int level = steps->list[index].level + 1;

	/* The line itself, then that of the substack that it is in, and so on outwards. */
	for (size_t i = index + 1; i > 0; i--) {
		if (steps->list[i - 1].level >= level)
			continue;
		if (is_after_query(steps, i - 1))
			return true;
		level = steps->list[i - 1].level;
	}
	return false;
}

static bool does_jail(const struct pam_step *step)
{
	return pam_step_is(step, PAM_PROFILE_MODULE) && !pam_step_has_word(step, "jailed") &&
	       !pam_step_has_word(step, "refuse");
}

size_t pam_query_jailer(const struct pam_steps *steps)
{
	size_t first = SIZE_MAX;

	for (size_t i = 0; i < steps->count; i++) {
		if (!does_jail(&steps->list[i]))
			continue;
		if (!pam_query_skips(steps, i))
			return i;
		first = first == SIZE_MAX ? i : first;
	}
	return first;
}
