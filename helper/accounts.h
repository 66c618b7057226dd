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
 * ("x" for the password). group: the user's name is struck from every member list of the rootfs;
 * lines with a name or gid of one of the user's host groups are replaced by the host's, of which
 * he is the only member; his primary group is there even when the host could not name it.
 * Malformed lines of the rootfs are dropped. 0, or -errno with the reason in report.
 */
int accounts_merge(int etc_fd, int rootfs_etc_fd, const struct request *request,
		   struct report *report);
