/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The session lines of one service: is the module among them, last, and not to be passed by?
 * It must never: judge by a line that jailed users skip.
 */
#pragma once

struct findings;
struct pam_file;
struct pam_files;

/*
 * Looks at a file of PAM, and if it is a service's at the stack that comes of it, held against the
 * configuration at config_path; fills what pam_files.h says that is found in it.
 */
void check_service(const struct pam_files *files, struct pam_file *file, const char *config_path,
		   struct findings *findings);
