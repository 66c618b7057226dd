/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The keys that mount: bind, tmpfs, mask; and the list that a plan ends with: those, the tmpfs that
 * every jail has, and the home, parents before children. It must never: look at the host.
 */
#pragma once

struct config_key;
struct config_value;
struct jail_plan;
struct report;
struct request;

/* SRC[:DST][:OPTION,...]; ':' and '\' in a path are written '\:' and '\\'. */
int parse_bind(const struct config_key *key, const struct config_value *value,
	       struct jail_plan *plan);
/* DST[:size=BYTES,mode=OCTAL,inodes=NUMBER]; BYTES and NUMBER may end in k, m or g. */
int parse_tmpfs(const struct config_key *key, const struct config_value *value,
		struct jail_plan *plan);
/* A path. */
int parse_mask(const struct config_key *key, const struct config_value *value,
	       struct jail_plan *plan);

/*
 * Adds the tmpfs of every jail (unless a key mounts there) and the home, sorts the list and checks
 * it: nothing twice on one target, nothing where the jail has its own. 0 or -errno, reported.
 */
int config_mounts_settle(struct jail_plan *plan, const struct request *request,
			 struct report *report);

/* Releases what the list owns. */
void config_mounts_clear(struct jail_plan *plan);
