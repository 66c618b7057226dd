/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The plan of one jail: what the configuration says for this account, every token expanded and
 * every value checked. Made before the first privileged step and const from then on.
 * It must never: open anything below a rootfs, or change the system.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct request;
struct report;

enum rootfs_mode { ROOTFS_READONLY, ROOTFS_WRITABLE };
enum home_mode { HOME_BIND, HOME_TMPFS, HOME_NONE };
enum network_mode { NETWORK_NONE, NETWORK_HOST };
enum accounts_mode { ACCOUNTS_MERGE, ACCOUNTS_ROOTFS };

/* Where a value of the plan comes from. Owned strings but for key. */
struct plan_value {
	const char *key;   /* its name in nsjail.conf */
	char *text;	   /* as it was written, tokens not expanded */
	char *file;	   /* NULL: built in, nobody set it */
	unsigned int line; /* in file */
};

/* Owned strings. Paths are absolute and canonical in form: no "//", "." or ".." component. */
struct jail_plan {
	bool is_jailed; /* false: policy says that this user is none of ours; nothing else is set */
	char *rootfs;
	enum rootfs_mode rootfs_mode;
	enum home_mode home; /* at the account's own path */
	char *hostname;	     /* NULL without a uts namespace: the host's is not ours to set */
	uint32_t namespaces; /* CLONE_NEW* flags; mount and pid always, net only for NETWORK_NONE */
	enum network_mode network;
	bool has_sysfs;
	enum accounts_mode accounts;
	bool has_resolv_conf;
	bool has_localtime;
	bool has_syslog;
	uint64_t bounding_set; /* one bit for each capability that stays */
	bool no_new_privs;
	size_t value_count;
	struct plan_value *values; /* one for each value that counted, in the order of the keys */
};

/*
 * Finds the account's sections in the configuration (request->config_path and the user's own file
 * beside it, see nsjail.conf(5)) and makes the plan. 0, or -errno with every error of the run in
 * report, each with file and line. The plan is the caller's to clear. uid 0 is never jailed: with a
 * main file that is missing or broken it is let pass, which is logged; if its own section wants it
 * jailed, it is refused.
 */
int jail_plan_make(struct jail_plan *ret_plan, const struct request *request,
		   struct report *report);

/* The first value that counted for a key, or NULL. */
const struct plan_value *jail_plan_value(const struct jail_plan *plan, const char *key);

/* Releases what the plan owns and clears it. */
void jail_plan_clear(struct jail_plan *plan);
