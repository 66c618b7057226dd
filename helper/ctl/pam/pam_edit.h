/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Our lines, written into the text of a PAM file: before some of its lines one that has jailed
 * users skip them, and at its end those that jail. It must never: change a line without keeping it,
 * or know where ours belong; pam_place does.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* A line that jailed users are to skip. */
struct pam_skip {
	unsigned int number; /* in the file, from 1 */
	const char *include; /* it includes this file: it becomes a substack. Or NULL */
};

struct pam_edit {
	size_t skip_count;
	struct pam_skip *skips; /* in the order of the file */
	bool is_profile;	/* six lines at the end, not one */
	bool has_limits;	/* one of pam_limits.so before it */
	const char *words;	/* behind the module's name, with a blank before them; or "" */
};

/*
 * The text with our lines, the caller's; NULL without memory, or with *ret_fault, a sentence
 * without its end, if a line is continued so that no other can be put beside it.
 */
char *pam_edit_apply(const struct pam_edit *edit, const char *text, const char **ret_fault);

/* Releases the list; the texts in it are not its own. */
void pam_edit_clear(struct pam_edit *edit);

#define _cleanup_pam_edit_ __attribute__((cleanup(pam_edit_clear)))
