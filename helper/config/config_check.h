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

enum section_kind { SECTION_UNKNOWN, SECTION_DEFAULT, SECTION_GROUP, SECTION_USER };

/* The kind of a section; *ret_name is the NAME in it, "" for [default] and unknown ones. */
enum section_kind config_section_kind(const struct config_section *section, const char **ret_name);

/*
 * Reports all that is wrong in the sections of a file. only_user is NULL for the main file, or
 * whose file it is: that may hold his own section alone.
 */
void config_check(const struct config_file *file, const char *only_user, struct report *report);
