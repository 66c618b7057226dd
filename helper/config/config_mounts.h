/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The parsers of the keys that mount: bind, tmpfs, mask. Each adds an entry to the plan's list.
 * It must never: look at the host, or store half an entry.
 */
#pragma once

struct config_key;
struct config_value;
struct jail_plan;

/* SRC[:DST][:OPTION,...]; ':' and '\' in a path are written '\:' and '\\'. */
int parse_bind(const struct config_key *key, const struct config_value *value,
	       struct jail_plan *plan);
/* DST[:size=BYTES,mode=OCTAL,inodes=NUMBER]; BYTES and NUMBER may end in k, m or g. */
int parse_tmpfs(const struct config_key *key, const struct config_value *value,
		struct jail_plan *plan);
/* A path. */
int parse_mask(const struct config_key *key, const struct config_value *value,
	       struct jail_plan *plan);
