/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files of an /etc that belongs to the tenant's root, replaced whole.
 * It must never: follow a link there, or write into a file that is there.
 */
#pragma once

#include <stddef.h>

/* Puts a file of these bytes in the place of what is there, unless it is the same. 0 or -errno. */
int etc_file_replace(int etc_fd, const char *name, const char *data, size_t size);

/* The same with a link. */
int etc_file_link(int etc_fd, const char *name, const char *target);
