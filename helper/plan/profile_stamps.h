/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The files of profiles that a plan is made of, by what the kernel says of them. It must never:
 * look at one; that is profile_stamps_look.h.
 */
#pragma once

#include <stddef.h>

#include "shared/plan_sources.h"

#define PROFILES_DIGEST_SIZE 65 /* SHA-256 in hexadecimal digits, with its NUL */

struct profile_stamp {
	char *path;		 /* owned */
	struct file_stamp stamp; /* all 0: there is no such file */
};

struct profile_stamps {
	size_t count;
	struct profile_stamp *list; /* owned */
};

/* Takes copies. 0 or -ENOMEM. */
int profile_stamps_add(struct profile_stamps *stamps, const char *path,
		       const struct file_stamp *stamp);

/* The sum of paths and stamps; "" if there are none. 0 or -ENOMEM. */
int profile_stamps_digest(char ret_digest[PROFILES_DIGEST_SIZE],
			  const struct profile_stamps *stamps);

/* Releases what they own and clears them. Accepts zeroed ones. */
void profile_stamps_clear(struct profile_stamps *stamps);
