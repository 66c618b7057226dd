/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a whole configuration file must be, whoever logs in: known sections and keys, no key twice,
 * every value one that its key takes. It must never: look at who logs in; a fault in one tenant's
 * section has to be seen at the first login, not at his.
 */
#pragma once

struct config_file;
struct config_section;
struct report;

enum section_kind {
	SECTION_UNKNOWN,
	SECTION_DEFAULT,
	SECTION_GROUP,
	SECTION_USER,
	SECTION_PROFILE,
};

/* Of whom a file is that may hold one section alone. */
struct config_owner {
	enum section_kind kind; /* SECTION_USER or SECTION_PROFILE */
	const char *name;
};

/* With the file and the line of the key. */
#define CONFIG_JAILS_NOBODY "%s:%u: jail = yes in [default] jails nobody without a rootfs"

/* The kind of a section; *ret_name is the NAME in it, "" for [default] and unknown ones. */
enum section_kind config_section_kind(const struct config_section *section, const char **ret_name);

/*
 * Reports all that is wrong in the sections of a file. owner is NULL for the main file.
 */
void config_check(const struct config_file *file, const struct config_owner *owner,
		  struct report *report);

/*
 * Reads a file and checks it. 0; -ENOENT, with nothing reported, if there is none; or -errno, with
 * every error in report. The file is the caller's to clear in any case: of one with errors it holds
 * what could be read.
 */
int config_check_read(struct config_file *ret_file, const char *path,
		      const struct config_owner *owner, struct report *report);

/* The same for the main file, which has to be there. */
int config_check_read_main(struct config_file *ret_file, const char *path, struct report *report);
