/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The program of a session, started by a process that has joined the jail: its terminal, its child,
 * its end. It must never: run the program outside of a jail, or give it a terminal of the host's.
 */
#pragma once

#include "ctl/session/session_exec.h"

/* Returns the exit code: that of the program, or RUN_STATUS_NONE with the fault on standard error.
 */
int session_program_run(const struct session_program *program);
