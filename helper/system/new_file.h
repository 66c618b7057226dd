/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files that we make. It must never: follow a link, or write into what is there already.
 */
#pragma once

/* Writes a new file name in directory_fd, mode 0644 whatever the umask. 0 or -errno. */
int new_file_write(int directory_fd, const char *name, const void *data, unsigned long size);
