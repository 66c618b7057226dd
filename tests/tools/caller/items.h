/* SPDX-License-Identifier: BSD-3-Clause */
/* What an application puts into its PAM handle. It must never: open or close a session. */
#pragma once

#include <security/pam_appl.h>

/* PAM_RHOST of so many bytes. */
void items_rhost(pam_handle_t *pamh, const char *value);

/* NAME=VALUE for PAM's environment, or NAME:BYTES with a value of so many bytes. */
void items_put(pam_handle_t *pamh, const char *value);

/* Reports each variable of PAM's environment with the length of its value. */
void items_variables(pam_handle_t *pamh);
