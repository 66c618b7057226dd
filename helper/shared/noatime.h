/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reading that leaves no trace on the disk: a file that was changed since it was last read gets a
 * new time of access, and on a busy disk the reader waits for the journal to take that.
 * It must never: fail where a plain open(2) would not.
 */
#pragma once

/* openat(2) of what is there, with O_NOATIME where we have the right to it. Or -1 with errno. */
int noatime_open(int directory_fd, const char *path, int flags);
