/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The parsers of limits: systemd's units, into numbers that the kernel takes. Each stores into the
 * struct limit at key->field; "unlimited" and "infinity" are no limit.
 * It must never: let a limit pass that is none, or change a field when its text is refused.
 */
#pragma once

struct config_key;
struct config_value;
struct jail_plan;

/* Bytes with K, M, G or T (powers of 1024), or a percentage of the machine's memory. Not 0. */
int parse_memory(const struct config_key *key, const struct config_value *value,
		 struct jail_plan *plan);
/* The same of the machine's swap space; 0 is no swap at all. */
int parse_swap(const struct config_key *key, const struct config_value *value,
	       struct jail_plan *plan);
/* A number above 0. */
int parse_tasks(const struct config_key *key, const struct config_value *value,
		struct jail_plan *plan);
/* 1 to as many as one keeper counts. */
int parse_sessions(const struct config_key *key, const struct config_value *value,
		   struct jail_plan *plan);
/* A percentage of one processor, also above 100: microseconds in a second. */
int parse_quota(const struct config_key *key, const struct config_value *value,
		struct jail_plan *plan);
/* 1 to 10000. */
int parse_weight(const struct config_key *key, const struct config_value *value,
		 struct jail_plan *plan);
