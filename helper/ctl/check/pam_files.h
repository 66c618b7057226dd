/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The PAM files of a machine, each read once: those of pam.d, or what pam.conf says of each
 * service. It must never: take what an editor or a package manager left behind for a service.
 */
#pragma once

#include "ctl/check/pam_stack.h"

struct findings;

struct pam_file {
	char *name; /* the service, or the path that an include names */
	char *path;
	struct pam_stack stack;
	bool is_included; /* another file includes it */
	/* What check_pam finds in the stack. */
	bool has_session, has_module;
	const char *config_path; /* that the module's line names; valid as long as the stack */
};

struct pam_files {
	size_t count;
	struct pam_file **list;
};

/*
 * Reads all files of pam.d below root ("" for the machine's own), or pam.conf where there is none;
 * what can not be read, or is no PAM line, is a finding. 0, -ENOENT if there is nothing at all, or
 * -errno. The files are the caller's to clear.
 */
int pam_files_read(struct pam_files *ret_files, const char *root, struct findings *findings);

/* The file of a name, or NULL. */
struct pam_file *pam_files_find(const struct pam_files *files, const char *name);

void pam_files_clear(struct pam_files *files);

#define _cleanup_pam_files_ __attribute__((cleanup(pam_files_clear)))
