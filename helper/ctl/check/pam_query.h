/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The line with `jailed`, which makes no jail: what those who are jailed skip by it, and which line
 * of the module's is then the one that jails. It must never: take another jump for it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct pam_steps;

/* Whether jailed users skip the step: the line with `jailed` is before it, or before the substack
 * that it is in, and jumps over one. */
bool pam_query_skips(const struct pam_steps *steps, size_t index);

/* The first step that jails, of those that jailed users do not skip if there are any. SIZE_MAX:
 * there is none. */
size_t pam_query_jailer(const struct pam_steps *steps);
