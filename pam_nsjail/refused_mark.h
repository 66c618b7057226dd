/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whether a line of the stack has refused already on this handle, so that the log and the user are
 * told once. It must never: decide what is returned.
 */
#pragma once

#include <security/pam_modules.h>
#include <stdbool.h>

/* Without memory the mark stays away, and the refusal is told once more. */
void refused_mark_set(pam_handle_t *pamh);

void refused_mark_clear(pam_handle_t *pamh);

bool refused_mark_is_set(const pam_handle_t *pamh);
