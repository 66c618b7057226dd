/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The host's own accounts and groups, read as files: what no other machine has a say in.
 * It must never: ask the name service, or keep anything between two calls.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#define HOST_PASSWD "/etc/passwd"
#define HOST_GROUP  "/etc/group"

/* The file for reading, the caller's; NULL with errno, EINVAL for what is no regular file. */
FILE *host_accounts_open(const char *path);

/* A line of a group file. The strings are good for the call alone. */
struct host_group {
	const char *name;
	gid_t gid;
	const char *members; /* with commas between them */
};

/* A line of a passwd file. */
struct host_user {
	const char *name;
	uid_t uid;
	gid_t gid;
};

/* 1 if the file has the name with this uid, 0 if not, or -errno: it can not be read. */
int host_accounts_has_user(const char *path, const char *name, uid_t uid);

/*
 * Calls visit for each user of the file, until it returns anything but 0, which is the result then;
 * 0 at the end of the file, or -errno. Few calls for many lines: fgetpwent(3) of glibc 2.36 asks
 * the kernel twice for each of them where the file stands.
 */
int host_accounts_visit_users(const char *path,
			      int (*visit)(const struct host_user *user, void *data), void *data);

/* The same for each group. */
int host_accounts_visit_groups(const char *path,
			       int (*visit)(const struct host_group *group, void *data),
			       void *data);

/* True if the list of members has the name. */
bool host_group_has_member(const struct host_group *group, const char *name);
