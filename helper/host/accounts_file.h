/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The files that accounts are merged from and into: the rootfs's, read with distrust, and the
 * jail's, made anew. It must never: follow a link, wait for a FIFO, or read half a file as whole.
 */
#pragma once

#include <stdio.h>

/*
 * Reads a file as one string, which is the caller's to free; NULL if it is missing or directory_fd
 * is NO_FD. 0, or -ELOOP (a link), -EINVAL or -ENXIO (no regular file),
 * -EFBIG (over 4 MiB), -EBUSY (grew meanwhile), -EILSEQ (holds NUL), or that of openat(2), read(2).
 */
int accounts_file_read(int directory_fd, const char *name, char **ret_text);

/* Makes a new file of mode 0644 whatever the umask is. 0, -EEXIST, or other -errno. */
int accounts_file_create(int directory_fd, const char *name, FILE **ret_output);

/* Closes it. 0, or -errno if any write to it has failed. */
int accounts_file_close(FILE *output);
