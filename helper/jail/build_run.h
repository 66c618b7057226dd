/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Builds the jail from inside: runs in the process that becomes PID 1, in the new namespaces,
 * before any code of the tenant. The order of the steps is here alone.
 * It must never: decide anything (the plan is const) or open a path of the host by name.
 */
#pragma once

#include "site/jail_build.h"

/*
 * Runs the steps of one phase, in their order. 0, or -errno with the reason in report; then the
 * caller ends, and everything with its namespaces.
 */
int build_run(struct jail_build *build, enum build_phase phase);
