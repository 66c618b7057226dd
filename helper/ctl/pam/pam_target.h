/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A file of PAM, read whole and replaced whole: libpam sees the one or the other and nothing
 * between. It must never: read or write where anybody but root could have been, or follow a link.
 */
#pragma once

#include <sys/stat.h>

struct findings;

struct pam_target {
	char *path;
	char *text;
	int fd;
	struct stat status;
};

#define PAM_TARGET_NONE ((struct pam_target){ .fd = -EBADF })

/* Reads the file; the target is the caller's to clear. 0, or -errno, which is in the findings. */
int pam_target_read(struct pam_target *ret_target, const char *path, struct findings *findings);

/*
 * Puts the text at path, with owner, mode and attributes of the target. If it is the target's own
 * path, only if that is still the file that was read; another one must not be there. 0, or -errno,
 * which is in the findings, and nothing has changed.
 */
int pam_target_write(const struct pam_target *target, const char *path, const char *text,
		     struct findings *findings);

/* Removes the file, if it is still the one that was read. As above. */
int pam_target_remove(const struct pam_target *target, struct findings *findings);

void pam_target_clear(struct pam_target *target);

#define _cleanup_pam_target_ __attribute__((cleanup(pam_target_clear)))
