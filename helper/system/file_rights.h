/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * As whom a process makes files: its ids for them (setfsuid(2)), its groups, and the capabilities
 * that a change of these would take away.
 * It must never: be used in a process with threads, which have rights of their own.
 */
#pragma once

#include <linux/capability.h>
#include <stddef.h>
#include <sys/types.h>

struct file_rights {
	uid_t uid;
	gid_t gid;
	size_t group_count;
	gid_t *groups; /* owned by the rights that were read */
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
};

/* What the process has; to be cleared. 0 or -errno. */
int file_rights_read(struct file_rights *ret_rights);

/* Another user's with one group, and the same capabilities. Owns nothing. */
struct file_rights file_rights_of(const struct file_rights *rights, uid_t uid, gid_t gid);

/* Takes and verifies them. 0, or -errno, after which the process has some of both and must end. */
int file_rights_take(const struct file_rights *rights);

void file_rights_clear(struct file_rights *rights);

#define _cleanup_file_rights_ __attribute__((cleanup(file_rights_clear)))
