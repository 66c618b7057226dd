/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PAM's environment of a jailed session: what points to the host's session goes, what the jail has
 * instead comes. It must never: touch the application's own environment.
 */
#pragma once

#include <security/pam_modules.h>
#include <stdbool.h>
#include <sys/types.h>

struct reason;

/* 0, or -errno with the cause in reason. */
int environment_set(pam_handle_t *pamh, uid_t uid, bool has_runtime_dir, struct reason *reason);
