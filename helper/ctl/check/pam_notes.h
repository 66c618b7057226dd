/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Modules of others that do harm beside ours, and what it is.
 * It must never: name one without the reason.
 */
#pragma once

#include <stdbool.h>

struct pam_step;

/* What the module does as root in the jail, if it comes after ours; NULL: not known. */
const char *pam_notes_after(const struct pam_step *step);

/* What it does wherever it stands; NULL: nothing. */
const char *pam_notes_anywhere(const struct pam_step *step);

/* Whether it starts something of the user's that goes on outside of the jail. */
bool pam_notes_is_left_behind(const struct pam_step *step);
