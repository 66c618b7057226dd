/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The services of a machine as ways in: those that need the module's line, and those that can not
 * have it. It must never: say nothing of a service that has the line and goes wrong with it.
 */
#pragma once

#include <stdbool.h>

struct findings;
struct pam_file;
struct pam_files;
struct plans_seen;

/* What gives tenants a shell, or runs their programs. */
bool check_doors_is_door(const char *service);

/* Why the service can not be jailed, as a sentence without its end; NULL: not known that it can
 * not. Not of one that is meant to be refused. */
const char *check_doors_fault(const char *service);

/* Whether the line is there to refuse tenants the service, and others do without harm. */
bool check_doors_is_better_refused(const char *service);

/* One service, whose stack check_service has looked at. */
void check_door(const struct pam_files *files, const struct pam_file *file,
		const struct plans_seen *seen, struct findings *findings);

/*
 * After check_pam has looked at the stacks: who has the line, who should, and who is refused with
 * it by the plans of those whom the configuration at config_path jails.
 */
void check_doors(const struct pam_files *files, const char *config_path,
		 const struct plans_seen *seen, struct findings *findings);
