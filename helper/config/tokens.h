/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The tokens of nsjail.conf: %u name, %U uid, %g name of the primary group, %h home, %% a percent
 * sign. It must never: expand what a token gave, or let a name reach into another directory.
 */
#pragma once

#include <sys/types.h>

struct tokens {
	const char *user;
	uid_t uid;
	const char *group; /* empty: not known */
	const char *home;
};

/*
 * Expands template once. The result is the caller's. -EINVAL with a constant in *ret_reason: an
 * unknown token, one without a value, or a name with a '/' for %u or %g; -ENAMETOOLONG, likewise,
 * from PATH_MAX bytes on; -ENOMEM.
 */
int tokens_expand(char **ret_text, const char *template, const struct tokens *tokens,
		  const char **ret_reason);
