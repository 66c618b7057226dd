/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The passwd and group files that root code in the caller reads after the join: the rootfs's own
 * lines, less everything that speaks of this user, plus the host's word on him and his groups.
 * It must never: ask NSS, or write outside the directory it is given.
 */
#pragma once

struct report;
struct request;

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
