/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Programs that go on after a session was refused, whatever the code: for these the module's
 * refusal is the end of the process. It must never: end one that listens to a refusal.
 */
#pragma once

#include <security/pam_modules.h>
#include <stdint.h>

/* Returns only if the caller listens to what is returned to it. */
void deaf_callers_end(pam_handle_t *pamh, uint32_t session_id);
