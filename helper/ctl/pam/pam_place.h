/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where our lines belong in a service's file, and whether they belong there at all.
 * It must never: decide for a file whose lines it does not know the meaning of.
 */
#pragma once

struct findings;
struct pam_edit;
struct pam_file;
struct pam_files;

enum pam_place {
	PAM_PLACE_REFUSED, /* findings have why */
	PAM_PLACE_FREE,	   /* the edit puts the lines in */
	PAM_PLACE_OWN,	   /* the file has a line that jails */
	PAM_PLACE_INCLUDED /* one that it includes has */
};

/*
 * Looks at a file, of which each line was read. ret_edit is set if the place is free: the caller's,
 * valid as long as the files. ret_by gets the path of the file with the line that jails, if there
 * is one, with the files' life, too. Notices in findings say what jailed users will miss.
 */
enum pam_place pam_place_find(const struct pam_files *files, const struct pam_file *file,
			      struct pam_edit *ret_edit, const char **ret_by,
			      struct findings *findings);

/* Why the name is none of a service that can have the line, or NULL; the files may be NULL. */
const char *pam_place_name_fault(const struct pam_files *files, const char *service);
