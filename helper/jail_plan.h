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

/* Owned strings. Paths are absolute and canonical in form: no "//", "." or ".." component. */
struct jail_plan {
	bool is_jailed; /* false: policy says that this user is none of ours; nothing else is set */
	char *rootfs;
	enum rootfs_mode rootfs_mode;
	enum home_mode home; /* at the account's own path */
	char *hostname;
	uint32_t namespaces; /* CLONE_NEW* flags; mount and pid always, net only for NETWORK_NONE */
	enum network_mode network;
	bool has_sysfs;
	enum accounts_mode accounts;
	bool has_resolv_conf;
	bool has_localtime;
	bool has_syslog;
	uint64_t bounding_set; /* one bit for each capability that stays */
	bool no_new_privs;
};

/*
 * Finds the account's sections in the configuration (request->config_path and the user's own file
 * beside it, see nsjail.conf(5)) and makes the plan. 0, or -errno with every error of the run in
 * report, each with file and line. The plan is the caller's to clear.
 */
int jail_plan_make(struct jail_plan *ret_plan, const struct request *request,
		   struct report *report);

/* Releases what the plan owns and clears it. */
void jail_plan_clear(struct jail_plan *plan);
