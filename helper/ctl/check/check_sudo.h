/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Callers that take a failure of the session for none, and what in their stacks may fail so.
 * It must never: count what comes after the module's line.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct findings;
struct pam_steps;

/* How a service gets the module's line: for sudo the one line is not enough. */
const char *check_sudo_advice(const char *service);

/* Whether one line is not enough for the service. */
bool check_sudo_is(const char *service);

/* What stands before the module's line, which is at index, in the stack of the service. */
void check_sudo(const struct pam_steps *steps, size_t index, const char *service,
		struct findings *findings);
