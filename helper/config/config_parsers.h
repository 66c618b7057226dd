/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The parsers of config_keys.c's table. Each judges one text and stores the result in the plan.
 * It must never: store half a value; a field is untouched when its text is refused.
 */
#pragma once

struct config_key;
struct config_value;
struct jail_plan;

/* yes or no, into the bool at key->field. */
int parse_bool(const struct config_key *key, const struct config_value *value,
	       struct jail_plan *plan);
/* One of key->choices, into the enum at key->field. */
int parse_choice(const struct config_key *key, const struct config_value *value,
		 struct jail_plan *plan);
/* An absolute path with tokens, into the char * at key->field. */
int parse_path(const struct config_key *key, const struct config_value *value,
	       struct jail_plan *plan);
/* 0, "forever", or a duration as config_words_duration has it, into the uint64_t at key->field. */
int parse_linger(const struct config_key *key, const struct config_value *value,
		 struct jail_plan *plan);
/* These know their field; all return 0 or -errno, reported with file and line. */
int parse_rootfs(const struct config_key *key, const struct config_value *value,
		 struct jail_plan *plan);
/* Names of profiles, between commas or blanks. */
int parse_profiles(const struct config_key *key, const struct config_value *value,
		   struct jail_plan *plan);
int parse_services(const struct config_key *key, const struct config_value *value,
		   struct jail_plan *plan);
int parse_hostname(const struct config_key *key, const struct config_value *value,
		   struct jail_plan *plan);
int parse_namespaces(const struct config_key *key, const struct config_value *value,
		     struct jail_plan *plan);
int parse_capabilities(const struct config_key *key, const struct config_value *value,
		       struct jail_plan *plan);
