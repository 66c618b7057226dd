/* SPDX-License-Identifier: BSD-3-Clause */
/* Ids for files; see file_rights.h. */
#include "system/file_rights.h"

#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <sys/fsuid.h>
#include <sys/syscall.h>
#include <unistd.h>

static int capabilities_call(long number, const struct __user_cap_data_struct *sets)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };

	return syscall(number, &header, sets) < 0 ? -errno : 0;
}

int file_rights_read(struct file_rights *ret_rights)
{
	struct file_rights rights = { .uid = geteuid(), .gid = getegid() };
	int count = getgroups(0, NULL);
	int error = count < 0 ? -errno : capabilities_call(SYS_capget, rights.sets);

	if (error < 0)
		return error;
	rights.groups = calloc((size_t)count + 1, sizeof(*rights.groups));
	if (rights.groups == NULL)
		return -ENOMEM;
	count = getgroups(count, rights.groups);
	if (count < 0) {
		error = -errno;
		free(rights.groups);
		return error;
	}
	rights.group_count = (size_t)count;
	*ret_rights = rights;
	return 0;
}

struct file_rights file_rights_of(const struct file_rights *rights, uid_t uid, gid_t gid)
{
	struct file_rights others = *rights;

	others.uid = uid;
	others.gid = gid;
	others.group_count = 0;
	others.groups = NULL;
	return others;
}

/* A change of the uid takes capabilities away, or brings them, so they come last. */
int file_rights_take(const struct file_rights *rights)
{
	const uid_t no_uid = (uid_t)-1;
	const gid_t no_gid = (gid_t)-1;
	int error;

	if (setgroups(rights->group_count, rights->groups) < 0)
		return -errno;
	(void)setfsgid(rights->gid);
	(void)setfsuid(rights->uid);
	error = capabilities_call(SYS_capset, rights->sets);
	if (error < 0)
		return error;
	/* They answer with the id that was, and with no error. */
	return (uid_t)setfsuid(no_uid) == rights->uid && (gid_t)setfsgid(no_gid) == rights->gid
		       ? 0
		       : -EPERM;
}

void file_rights_clear(struct file_rights *rights)
{
	free(rights->groups);
	rights->groups = NULL;
}
