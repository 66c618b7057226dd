/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The parts of `nsjailctl pam`. Each returns an exit code; services ends with NULL.
 * It must never: leave a service's file half changed.
 */
#pragma once

struct ctl_options;

/* Gives the services the lines that jail, all of them or none. */
int pam_enable(const struct ctl_options *options, char **services);

/* Takes the lines out that pam_enable wrote. */
int pam_disable(const struct ctl_options *options, char **services);

/* Shows who has them, and what the checker says; without a service, of all that give sessions. */
int pam_status(const struct ctl_options *options, char **services);
