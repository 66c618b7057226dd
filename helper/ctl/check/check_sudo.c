/* SPDX-License-Identifier: BSD-3-Clause */
/* What libpam makes of several failures, and sudo of that; see check_sudo.h. */
#include "ctl/check/check_sudo.h"

#include <string.h>

#include "ctl/check/pam_profile.h"
#include "ctl/check/pam_stack.h"
#include "ctl/check/pam_steps.h"
#include "ctl/show/findings.h"
#include "shared/cleanup.h"

/* They go on when pam_open_session(3) returns PAM_SESSION_ERR: sudo 1.9.13, 1.9.16. */
static const char *const services[] = { "sudo", "sudo-i" };

bool check_sudo_is(const char *service)
{
	for (size_t i = 0; i < ARRAY_SIZE(services); i++)
		if (strcmp(service, services[i]) == 0)
			return true;
	return false;
}

const char *check_sudo_advice(const char *service)
{
	return check_sudo_is(service) ? PAM_PROFILE_ADVICE : PAM_LINE_ADVICE;
}

/* As Debian's common files end: the first one always succeeds, and jumps over the second. */
static bool is_never_reached(const struct pam_steps *steps, size_t index)
{
	return index > 0 && pam_step_is(&steps->list[index - 1], "pam_permit.so") &&
	       pam_step_has_actions(&steps->list[index - 1], "default=1") &&
	       steps->list[index - 1].level == steps->list[index].level;
}

static bool can_fail(const struct pam_steps *steps, size_t index)
{
	const struct pam_step *step = &steps->list[index];

	return step->line->does_refuse && !pam_step_is(step, PAM_PROFILE_MODULE) &&
	       !pam_step_is(step, "pam_permit.so") && !is_never_reached(steps, index);
}

/* The stack ends there, ours is not run; in a substack that ends alone. */
static void check_end(const struct pam_step *step, const char *service, struct findings *findings)
{
	_cleanup_free_ char *where = pam_step_place(step);

	findings_add(findings, SEVERITY_ERROR, where,
		     "make the line required, and " PAM_PROFILE_ADVICE,
		     "service '%s': sudo goes on, without a jail, when %s fails with "
		     "PAM_SESSION_ERR, after which pam_nsjail is not run",
		     service, pam_step_module(step));
}

/* The stack's code is that of the first line that has failed: whatever ours says then is lost. */
static void check_failure(const struct pam_step *step, const char *service,
			  struct findings *findings)
{
	_cleanup_free_ char *where = pam_step_place(step);

	findings_add(findings, SEVERITY_WARNING, where, PAM_PROFILE_ADVICE,
		     "service '%s': sudo goes on when %s fails with PAM_SESSION_ERR, without a "
		     "jail if pam_nsjail refuses",
		     service, pam_step_module(step));
}

void check_sudo(const struct pam_steps *steps, size_t index, const char *service,
		struct findings *findings)
{
	/* The profile forgets what has failed before it refuses. */
	bool is_profile = pam_profile_is(steps, index);
	size_t end = is_profile ? index - PAM_PROFILE_BEFORE : index;

	for (size_t i = 0; check_sudo_is(service) && i < end; i++) {
		const struct pam_step *step = &steps->list[i];

		if (!can_fail(steps, i))
			continue;
		if (step->line->does_die && step->level == 0)
			check_end(step, service, findings);
		else if (!is_profile)
			check_failure(step, service, findings);
	}
}
