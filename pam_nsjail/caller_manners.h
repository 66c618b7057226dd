/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What callers were seen to do with a refusal, and with words for the user, by their services.
 * It must never: end a caller that listens to a refusal.
 */
#pragma once

#include <security/pam_modules.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * After a refusal: ends the process if the caller goes on whatever the code. Returns only if it
 * listens to what is returned to it.
 */
void caller_manners_end_deaf(pam_handle_t *pamh, uint32_t session_id);

/* False for a caller that writes what it has to tell the user into the data of his programs. */
bool caller_manners_has_place(pam_handle_t *pamh);
