/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The services of a machine as ways in: those that need the module's line, and those that can not
 * have it. It must never: say nothing of a service that has the line and goes wrong with it.
 */
#pragma once

#include <stdbool.h>

struct findings;
struct pam_files;
struct plans_seen;

/* What gives tenants a shell, or runs their programs. */
bool check_doors_is_door(const char *service);

/*
 * After check_pam has looked at the stacks: who has the line, who should, and who is refused with
 * it by the plans of those whom the configuration at config_path jails.
 */
void check_doors(const struct pam_files *files, const char *config_path,
		 const struct plans_seen *seen, struct findings *findings);
