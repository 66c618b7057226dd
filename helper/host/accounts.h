/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The passwd and group files that root code in the caller reads after the join: the rootfs's own
 * lines, less everything that speaks of this user, plus the host's word on him and his groups.
 * It must never: ask NSS, or write outside the directory it is given.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct report;
struct request;
struct request_group;

enum accounts_which { ACCOUNTS_PASSWD, ACCOUNTS_GROUP, ACCOUNTS_COUNT };

/* "passwd" or "group", and how many fields a line of it has. */
const char *accounts_name(enum accounts_which which);
size_t accounts_field_count(enum accounts_which which);

/*
 * Writes passwd and group (0644, new files) into etc_fd, merged from the files of those names in
 * rootfs_etc_fd (NO_FD: the rootfs has no /etc). A missing file there counts as empty; one that is
 * no regular file, is over 4 MiB, or holds NUL bytes is refused.
 * passwd: lines of the rootfs whose name or uid is the user's are dropped, the host's line follows
 * ("x" for the password; gecos is left out if it holds ':' or a control byte).
 * group: the user's name is struck from every member list of the rootfs; lines with a name or gid
 * of one of the user's host groups are dropped and the host's follow, of which he is the only
 * member; his primary group is there even when the host did not list it. A group without a name
 * that a file can hold is called "groupGID".
 * Dropped from the rootfs, too: lines with another count of fields, a control byte (CR and tab are
 * such), an id that is no plain decimal number below 4294967295, or a name that is empty or begins
 * with a blank, '#', '+' or '-'.
 * 0; -EINVAL for a user, home or shell that passwd can not hold; -EEXIST, or other -errno, with the
 * reason in report. What was written before a failure stays.
 */
int accounts_merge(int etc_fd, int rootfs_etc_fd, const struct request *request,
		   struct report *report);

/* 0, or -EINVAL, reported, for a user, home or shell that passwd can not hold. */
int accounts_user_check(const struct request *request, struct report *report);

/*
 * Reads one of the two, as accounts_merge reads those of a rootfs; *ret_text is the caller's, NULL
 * if there is none. 0, or -errno, reported.
 */
int accounts_text_read(int directory_fd, enum accounts_which which, char **ret_text,
		       struct report *report);

/* What accounts_merge would write for text, which is cut up, or NULL. 0 or -ENOMEM. */
int accounts_text_merge(char **ret_text, enum accounts_which which, char *text,
			const struct request *request);

/* Its parts: a line of the rootfs as far as it may stay, the user's own, one of a group of his. */
void accounts_entry_write(FILE *output, enum accounts_which which, char **fields,
			  const struct request *request);
void accounts_user_write(FILE *output, const struct request *request);
void accounts_group_write(FILE *output, const struct request_group *group, const char *user);

/* The user's host groups, his primary one among them: group_count + 1 at most. Returns how many. */
size_t accounts_groups_list(struct request_group *ret_groups, const struct request *request);

/* True if the group is called so in the jail. */
bool accounts_is_group(const struct request_group *group, const char *name);
