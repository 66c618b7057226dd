/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who is jailed, and which section says so, for many accounts at once: what is the same for many is
 * read once. It must never: plan a jail; what a login would find wrong with one is not seen.
 */
#pragma once

#include <pwd.h>
#include <stdbool.h>
#include <sys/types.h>

#include "config/config_file.h"
#include "config/profile_find.h"

struct findings;

enum coverage_verdict {
	COVERAGE_JAILED,
	COVERAGE_EXEMPT,      /* jail = no */
	COVERAGE_NOT_COVERED, /* no section speaks of him, or none with a rootfs */
	COVERAGE_REFUSED,     /* his own file, or a profile, is wrong */
};

/* Texts are the coverage's or static, and good for as long as it. */
struct covered {
	enum coverage_verdict verdict;
	char *section; /* with its file and line: "[user alice] FILE:LINE"; or NULL. The caller's */
	char *profiles; /* as they are written, or NULL. The caller's */
};

/* A [group] section, and who is in the group as far as it can be listed. */
struct coverage_group {
	const struct config_section *section;
	bool is_known;
	gid_t gid;
	size_t member_count;
	char **members; /* sorted, owned */
};

struct coverage {
	char *config_path; /* owned */
	struct config_file main_file;
	size_t group_count;
	struct coverage_group *groups; /* in the file's order */
	size_t own_count;
	char **own; /* names that have a file in nsjail.d; sorted, owned */
	struct profile_files profiles;
};

/* Reads all that is not of one account. 0, or -errno with the errors in the findings. */
int coverage_load(struct coverage *ret_coverage, const char *config_path,
		  struct findings *findings);

/* What the configuration says of an account; what is wrong with his own file is a finding. */
struct covered coverage_of(struct coverage *coverage, const struct passwd *account,
			   struct findings *findings);

void covered_clear(struct covered *covered);
void coverage_clear(struct coverage *coverage);
