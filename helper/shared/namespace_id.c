/* SPDX-License-Identifier: BSD-3-Clause */
/* The table of namespace kinds; what it is for stands in the header. */
#include "shared/namespace_id.h"

#include <sched.h>
#include <string.h>
#include <sys/stat.h>

#include "shared/cleanup.h"

/*
 * The user namespace first, because it decides over the right to enter the others; the mount
 * namespace last, because it takes root and working directory along.
 */
const struct namespace_kind namespace_kinds[] = {
	{ CLONE_NEWUSER, "user", "user" },
	{ CLONE_NEWPID, "pid", "pid_for_children" },
	{ CLONE_NEWTIME, "time", "time_for_children" },
	{ CLONE_NEWUTS, "uts", "uts" },
	{ CLONE_NEWIPC, "ipc", "ipc" },
	{ CLONE_NEWCGROUP, "cgroup", "cgroup" },
	{ CLONE_NEWNET, "net", "net" },
	{ CLONE_NEWNS, "mount", "mnt" },
	{ 0, NULL, NULL },
};

_Static_assert(ARRAY_SIZE(namespace_kinds) == NAMESPACE_COUNT + 1, "a kind is missing");

const struct namespace_kind *namespace_kind_find(const char *name)
{
	for (const struct namespace_kind *kind = namespace_kinds; kind->flag != 0; kind++)
		if (strcmp(kind->name, name) == 0)
			return kind;
	return NULL;
}

static int read_one(int directory_fd, const struct namespace_kind *kind,
		    struct namespace_id *ret_id)
{
	struct stat status;

	if (fstatat(directory_fd, kind->proc_name, &status, 0) < 0)
		return -errno;
	*ret_id = (struct namespace_id){
		.flag = kind->flag,
		.device = status.st_dev,
		.inode = status.st_ino,
	};
	return 0;
}

int namespace_ids_read(int directory_fd, uint32_t flags, struct namespace_id *ret_ids)
{
	struct namespace_id ids[NAMESPACE_COUNT];
	int count = 0;

	for (const struct namespace_kind *kind = namespace_kinds; kind->flag != 0; kind++) {
		int error;

		if ((flags & kind->flag) == 0)
			continue;
		error = read_one(directory_fd, kind, &ids[count]);
		if (error < 0)
			return error;
		count++;
	}
	memcpy(ret_ids, ids, (size_t)count * sizeof(ids[0]));
	return count;
}

bool namespace_ids_equal(const struct namespace_id *a, const struct namespace_id *b, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (a[i].flag != b[i].flag || a[i].device != b[i].device ||
		    a[i].inode != b[i].inode)
			return false;
	return true;
}
