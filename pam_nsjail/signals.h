/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Keeps the application's signal handlers out while this process is between two states.
 * It must never: change a disposition.
 */
#pragma once

#include <signal.h>

/* Blocks every signal; ret_kept is the mask to restore. 0, or -errno of sigprocmask(2). */
int signals_block(sigset_t *ret_kept);

/* Puts the mask back. */
void signals_restore(const sigset_t *kept);
