/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One line of pam_nsjail.so by itself: its control, its words, the configuration that it reads, the
 * module's file. It must never: say anything of the lines around it.
 */
#pragma once

struct findings;
struct pam_step;

/*
 * Looks at a line that jails. Returns the configuration that it reads, valid as long as the stack,
 * or NULL if its words make no sense. One other than config_path is looked at, too.
 */
const char *check_line(const struct pam_step *step, const char *service, const char *config_path,
		       struct findings *findings);

/* Of any module: an error if libpam refuses everybody for want of its file. */
void check_line_module(const struct pam_step *step, const char *service, struct findings *findings);

/* The line with `jailed`, before one that reads the configuration at config_path, or NULL. */
void check_line_query(const struct pam_step *step, const char *service, const char *config_path,
		      struct findings *findings);
