/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The six lines for stacks in which a failure before ours must not count.
 * It must never: take others for them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define PAM_PROFILE_MODULE "pam_nsjail.so"
#define PAM_PROFILE_BEFORE 3 /* lines of it that stand before the one that jails */
#define PAM_PROFILE_AFTER  2
#define PAM_LINE_ADVICE	   "make it the last session line: session required pam_nsjail.so"
#define PAM_PROFILE_ADVICE                                                                      \
	"end the service's own file with the six lines of docs/pam-order.md as they stand, in " \
	"the place of other lines of pam_nsjail.so"

struct pam_step;
struct pam_steps;

/* The name of the module's file, without the way to it. */
const char *pam_step_module(const struct pam_step *step);

/* Whether the step runs the module of that name. */
bool pam_step_is(const struct pam_step *step, const char *module);

/* Whether the step is our module's, with that word behind it. */
bool pam_step_has_word(const struct pam_step *step, const char *word);

/* Whether that, letter by letter, is what stands in the step's brackets. */
bool pam_step_has_actions(const struct pam_step *step, const char *actions);

/*
 * Whether the step at index is the line that jails of the whole profile: who is not jailed jumps
 * over it, for who is nothing comes after it, and what fails, in it or before, is a refusal.
 */
bool pam_profile_is(const struct pam_steps *steps, size_t index);

/* Writes the six lines; words stand behind each of the module's own, mark behind each line. */
void pam_profile_write(FILE *stream, const char *words, const char *mark);
