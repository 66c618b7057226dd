/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How our lines in a PAM file are told from all others, and taken out again: each ends with a
 * comment of ours, and what one stands for is kept as a comment above it.
 * It must never: take a line for ours that does not say so.
 */
#pragma once

#include <stdbool.h>

#define PAM_MARK      " # nsjailctl" /* behind a line of ours */
#define PAM_MARK_KEPT "#nsjailctl: " /* before a line that one of ours replaces */

/* Whether any line of the text is ours. */
bool pam_mark_is_in(const char *text);

/* The text without our lines and with those that they replace, the caller's; NULL without memory.
 */
char *pam_mark_strip(const char *text);
