/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What nsjailctl pam enable has noted: the services that should have its lines. A package that puts
 * its own file back takes them out without a word.
 * It must never: write there; ctl/pam does.
 */
#pragma once

#include <stdbool.h>

/* A name that no user can have, beside the directories of users. Root's alone. */
#define PAM_STORE_PARENT "/var/lib/pam_nsjail"
#define PAM_STORE	 PAM_STORE_PARENT "/.pam"

/* What is kept of a service's file: how it was before, and how it was left. */
#define PAM_STORE_BEFORE ".before"
#define PAM_STORE_AFTER	 ".after"

/* Whether the service was enabled, and not disabled since; false without the right to look. */
bool check_enabled_is(const char *service);
