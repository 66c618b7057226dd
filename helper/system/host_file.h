/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Small files of the host, read whole so that they can be copied into a jail.
 * It must never: be used for a path that a tenant can change, or wait for a FIFO.
 */
#pragma once

#include <stddef.h>

struct report;

/* Bytes of a file of the host. */
struct host_file {
	char *data; /* NULL: the host has none. Else there is a NUL behind its end */
	size_t size;
};

/* Reads a file of at most 256 KiB. 0, also if there is none, or -errno, reported. */
int host_file_read(struct host_file *file, const char *path, struct report *report);

/* A file of these words. 0 or -ENOMEM, reported. */
int host_file_set(struct host_file *file, const char *text, struct report *report);

/* Releases the bytes. */
void host_file_clear(struct host_file *file);
