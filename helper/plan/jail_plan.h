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
#include <sys/types.h>

#include "plan/ip_range.h"
#include "plan/mount_entry.h"
#include "plan/profile_stamps.h"
#include "shared/plan_sources.h"

struct report;

/* Who is let in without a jail when no section covers him. */
enum uncovered_mode { UNCOVERED_LOCAL, UNCOVERED_REFUSE, UNCOVERED_ALLOW };
enum rootfs_kind { ROOTFS_PATH, ROOTFS_USR, ROOTFS_EMPTY };
enum rootfs_mode { ROOTFS_READONLY, ROOTFS_WRITABLE, ROOTFS_OVERLAY, ROOTFS_VOLATILE };
enum home_mode { HOME_BIND, HOME_TMPFS, HOME_NONE };
enum network_mode { NETWORK_NONE, NETWORK_HOST, NETWORK_NETNS, NETWORK_VETH, NETWORK_USER };
enum network_owner { NETWORK_OWNER_HOST, NETWORK_OWNER_TENANT };
enum filter_mode { FILTER_DEFAULT, FILTER_OFF };
enum accounts_mode { ACCOUNTS_MERGE, ACCOUNTS_ROOTFS };
enum scope_mode { SCOPE_SESSION, SCOPE_USER };
enum limit_kind {
	LIMIT_MEMORY_MAX, /* bytes */
	LIMIT_MEMORY_SWAP_MAX,
	LIMIT_TASKS_MAX,
	LIMIT_CPU_QUOTA, /* microseconds in a second */
	LIMIT_CPU_WEIGHT,
	LIMIT_IO_WEIGHT,
	LIMIT_COUNT,
};

struct limit {
	bool is_set; /* false: unlimited */
	uint64_t value;
};

#define LINGER_FOREVER UINT64_MAX

/* Where a value of the plan comes from. Owned strings but for key. */
struct plan_value {
	const char *key;   /* its name in nsjail.conf */
	char *text;	   /* as it was written, tokens not expanded */
	char *file;	   /* NULL: built in, nobody set it */
	unsigned int line; /* in file */
};

/*
 * What shapes a jail, as MEMBER(type, name[, dimension]): a login joins a jail only if all of it is
 * the same (plan_digest.h), and a member that stands here can not be forgotten there. Owned
 * strings. Paths are absolute and canonical in form: no "//", "." or ".." component.
 */
#define JAIL_PLAN_SHAPE(MEMBER)                                                                 \
	MEMBER(char *, rootfs) /* a path, or as it was written for the other kinds */           \
	MEMBER(enum rootfs_kind, rootfs_kind)                                                   \
	MEMBER(enum rootfs_mode, rootfs_mode)                                                   \
	MEMBER(bool, has_shared_inodes) /* a root that takes no changes is the base itself */   \
	MEMBER(char *, overlay_dir)                                                             \
	MEMBER(enum home_mode, home) /* at the account's own path */                            \
	MEMBER(char *, hostname)     /* NULL without a uts namespace: the host's is not ours */ \
	MEMBER(uint32_t, namespaces) /* CLONE_NEW* flags; mount and pid always */               \
	MEMBER(enum network_mode, network)                                                      \
	MEMBER(char *, netns)	    /* NETWORK_NETNS: a name below /run/netns */                \
	MEMBER(char *, veth_bridge) /* NETWORK_VETH: an interface of the host, or NULL */       \
	MEMBER(struct ip_range, veth_addresses, [IP_FAMILIES]) /* family 0: none */             \
	MEMBER(struct ip_address, veth_gateways, [IP_FAMILIES])                                 \
	MEMBER(enum network_owner, network_owner)                                               \
	MEMBER(bool, is_veth_isolated)                                                          \
	MEMBER(bool, has_veth_antispoof) /* a tenant's root on the bridge needs rules */        \
	MEMBER(bool, has_user_namespace) /* private mode: the tenant has a root of his own */   \
	MEMBER(uint32_t, subuid) /* the first of his range, once they are looked up; 0: none */ \
	MEMBER(uint32_t, subgid)                                                                \
	MEMBER(bool, has_nested_namespaces)                                                     \
	MEMBER(bool, has_proc)                                                                  \
	MEMBER(bool, has_sysfs)                                                                 \
	MEMBER(enum scope_mode, scope)                                                          \
	MEMBER(uint64_t, linger)  /* seconds, or LINGER_FOREVER; 0 for SCOPE_SESSION */         \
	MEMBER(char *, on_create) /* program of the host, or NULL */                            \
	MEMBER(char *, on_destroy)                                                              \
	MEMBER(enum accounts_mode, accounts)                                                    \
	MEMBER(bool, has_resolv_conf)                                                           \
	MEMBER(bool, has_localtime)                                                             \
	MEMBER(bool, has_syslog)                                                                \
	MEMBER(bool, has_audit_events)                                                          \
	MEMBER(bool, has_runtime_dir)	   /* /run/user/UID is there */                         \
	MEMBER(struct limit, sessions_max) /* of the user, over all of his jails */             \
	MEMBER(struct limit, limits, [LIMIT_COUNT])                                             \
	MEMBER(char *, cgroup_parent)  /* where systemd does not run; or NULL */                \
	MEMBER(uint64_t, bounding_set) /* one bit for each capability that stays */             \
	MEMBER(bool, no_new_privs)                                                              \
	MEMBER(enum filter_mode, filter)

#define JAIL_PLAN_MEMBER(type, name, ...) type name __VA_ARGS__;

struct jail_plan {
	bool is_jailed; /* false: policy says that this user is none of ours; nothing else is set */
	enum uncovered_mode uncovered; /* what [default] says of others */
	char *services;		       /* whose sessions may be jailed, see services.h */
	JAIL_PLAN_SHAPE(JAIL_PLAN_MEMBER)
	size_t mount_count;
	struct mount_entry *mounts;  /* sorted: parents before children */
	struct plan_sources sources; /* what it was made of; nothing, if that can change unseen */
	struct profile_stamps profiles; /* and these */
	size_t value_count;
	struct plan_value *values; /* one for each value that counted, in the order of the keys */
};

/* The first value that counted for a key, or NULL. */
const struct plan_value *jail_plan_value(const struct jail_plan *plan, const char *key);

/* An error about the value that counted for a key, with its file and line. -EINVAL. */
int jail_plan_value_error(const struct jail_plan *plan, const char *key, struct report *report,
			  const char *reason);

/* Whether an overlay gives a root that takes no changes inodes of the jail's own. */
bool jail_plan_has_own_inodes(const struct jail_plan *plan);

/* Whether what the root is made of can be met by others, by configuration. */
bool jail_plan_shares_inodes(const struct jail_plan *plan);

/* Releases what the plan owns and clears it. */
void jail_plan_clear(struct jail_plan *plan);
