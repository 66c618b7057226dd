/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A file of the host's, read whole and replaced whole: who reads it sees the one or the other and
 * nothing between. It must never: read or write where anybody but root could have been, or follow a
 * link.
 */
#pragma once

#include <sys/stat.h>

struct findings;

struct edited_file {
	char *path;
	char *text;
	int fd;
	struct stat status;
};

#define EDITED_FILE_NONE ((struct edited_file){ .fd = -EBADF })

/* Reads the file; the file is the caller's to clear. 0, or -errno, which is in the findings. */
int edited_file_read(struct edited_file *ret_file, const char *path, struct findings *findings);

/*
 * The same for a file that need not be there: it has no text then, and would be root's with mode
 * 0644.
 */
int edited_file_read_if_there(struct edited_file *ret_file, const char *path,
			      struct findings *findings);

/*
 * Puts the text at path, with owner, mode and attributes of the file. If it is the file's own
 * path, only if that is still the file that was read; another one must not be there. 0, or -errno,
 * which is in the findings, and nothing has changed.
 */
int edited_file_write(const struct edited_file *file, const char *path, const char *text,
		      struct findings *findings);

/* Removes the file, if it is still the one that was read. As above. */
int edited_file_remove(const struct edited_file *file, struct findings *findings);

void edited_file_clear(struct edited_file *file);

#define _cleanup_edited_file_ __attribute__((cleanup(edited_file_clear)))
