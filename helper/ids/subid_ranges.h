/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Chooses a user's subordinate ids and checks them: what pam_nsjail_subids does with what libsubid
 * tells, and the helper itself where that would only read /etc/subuid and /etc/subgid.
 * It must never: change anything, or ask a name service.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct id_range {
	unsigned long start, count;
};

enum id_kind_number { ID_KIND_UID, ID_KIND_GID };

/* Who is asked. */
struct subid_source {
	bool is_files; /* and nobody else */
	/* The ranges of a user in an array that is the caller's. Returns how many, or negative. */
	int (*ranges_get)(enum id_kind_number kind, const char *user, const char *uid,
			  struct id_range **ret_ranges);
	/* True if the source knows that the id is somebody else's than the uid's. May be NULL. */
	bool (*is_of_another)(enum id_kind_number kind, unsigned long id, unsigned long uid);
};

/* /etc/subuid and /etc/subgid, as libsubid reads them: lines of the user's name or number. */
extern const struct subid_source subid_source_files;

/* True if nsswitch.conf(5) names no other source for them than the files. */
bool subid_ranges_are_in_files(void);

/*
 * Writes "START START COUNT", the first uid, the first gid and how many, or one line that begins
 * with "!" and says why there is none; without a newline. 0, or -errno with the line about it.
 */
int subid_ranges_choose(const struct subid_source *source, const char *user, const char *uid,
			char *answer, size_t size);
