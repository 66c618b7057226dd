/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One mount of a plan. It must never: look at the host.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum mount_kind { MOUNT_TMPFS, MOUNT_BIND, MOUNT_MASK };

/* One mount of the jail. Owned strings. */
struct mount_entry {
	enum mount_kind kind;
	char *target;	     /* absolute, canonical in form */
	char *source;	     /* MOUNT_BIND: the path on the host */
	uint64_t attributes; /* MOUNT_ATTR_* that it gets */
	bool is_home;	     /* its last component may be the user's own */
	bool is_optional;    /* a source that is not there is no fault */
	bool is_target_optional;
	char *size, *inodes; /* MOUNT_TMPFS: as the kernel takes them */
	unsigned int mode;   /* MOUNT_TMPFS: of its root, which belongs to uid and gid */
	uid_t uid;
	gid_t gid;
	char *file; /* where it was asked for; NULL: built in */
	unsigned int line;
};

/* The limits of a tmpfs where it has none yet: it always has some. 0 or -ENOMEM. */
int mount_entry_limit(struct mount_entry *entry, const char *size, const char *inodes);

/* Releases what the entry owns and clears it. */
void mount_entry_clear(struct mount_entry *entry);
