/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One call of `nsjailctl pam`: the files as they are, what is to become of each service's, and what
 * is said about it. It must never: write a file; pam_apply does.
 */
#pragma once

#include <stdbool.h>

#include "ctl/check/pam_files.h"
#include "ctl/check/plans_seen.h"
#include "ctl/file/edited_file.h"
#include "ctl/show/findings.h"

struct ctl_options;

/* What becomes of one service. */
struct pam_change {
	const char *service;
	const char *word;	   /* of the answer: "enabled", "already enabled", ... */
	char *path;		   /* of the file in /etc/pam.d */
	char *by;		   /* the file that has the line for it, or NULL */
	struct edited_file target; /* what is there, or the distribution's */
	char *before;		   /* as it will be kept, or NULL */
	char *after;		   /* the new text; NULL with is_written: the file goes */
	bool is_written;	   /* something is to be changed */
	bool is_kept;		   /* and the copies are to be made; else they go */
};

struct pam_call {
	const struct ctl_options *options;
	struct pam_files files;
	struct plans_seen seen;
	struct findings findings;
	int store_fd; /* NO_FD: nothing is to be written */
	size_t count;
	struct pam_change *changes; /* one for each service that was named */
};

/* Reads the PAM files; without --dry-run it waits for its turn first. 0 or -errno, told. */
int pam_call_begin(struct pam_call *call, const struct ctl_options *options, char **services);

/* The file of the service with its stack read again from the text that will be changed, so that
 * both are the same; or NULL, told. */
struct pam_file *pam_call_file(struct pam_call *call, struct pam_change *change);

/* Puts another text in the place of a file's, for what is looked at later. 0 or -errno, told. */
int pam_call_replace(struct pam_call *call, struct pam_file *file, const char *path,
		     const char *text);

/* Whether an error was found. */
bool pam_call_has_failed(const struct pam_call *call);

/* What the checker says of the file that the service will have: into findings. */
void pam_call_check(struct pam_call *call, struct pam_file *file, struct findings *findings);

void pam_call_clear(struct pam_call *call);

#define _cleanup_pam_call_ __attribute__((cleanup(pam_call_clear)))
