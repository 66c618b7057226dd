/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The PAM handle of a throw-away session: a service of the machine's, or a stack of its own that
 * has pam_nsjail.so and nothing else. It must never: leave the files of that stack behind.
 */
#pragma once

#include <security/pam_appl.h>

struct ctl_options;

/*
 * Starts PAM for the user. 0, or -errno with the fault on standard error. The handle is the
 * caller's to end.
 */
int run_stack_start(pam_handle_t **ret_pamh, const struct ctl_options *options, const char *user,
		    const struct pam_conv *conversation);
