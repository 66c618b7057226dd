/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The session lines of a service as libpam strings them together, from its own file and those that
 * it includes; and which of them the others can skip.
 * It must never: follow includes without end.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct findings;
struct pam_file;
struct pam_files;
struct pam_line;

/* A line in its place. A substack's own line stands before what is in it. */
struct pam_step {
	const struct pam_line *line;
	const char *path;
	unsigned int level; /* how many substacks deep */
};

struct pam_steps {
	size_t count;
	struct pam_step *list;
	size_t include_count;
};

/*
 * Collects them. What is wrong on the way is a finding. 0 or -errno; the steps are the caller's to
 * clear, and valid as long as the files.
 */
int pam_steps_make(struct pam_steps *ret_steps, const struct pam_files *files,
		   const struct pam_file *file, struct findings *findings);

/*
 * The step before the one at index that can keep it from being run, by a jump over it or because
 * the stack ends there with success; NULL if there is none.
 */
const struct pam_step *pam_steps_skipper(const struct pam_steps *steps, size_t index);

/* FILE:LINE of a step, the caller's; NULL without memory. */
char *pam_step_place(const struct pam_step *step);

void pam_steps_clear(struct pam_steps *steps);

#define _cleanup_pam_steps_ __attribute__((cleanup(pam_steps_clear)))
