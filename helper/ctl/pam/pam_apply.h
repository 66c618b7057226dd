/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What was decided, written or shown. It must never: write anything after an error was found.
 */
#pragma once

struct pam_call;

/* Writes each change, or with --dry-run what it would be, and says what was done. An exit code. */
int pam_apply(struct pam_call *call);
