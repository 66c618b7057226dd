/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What root code in the caller may read, load, run or write by path once it is inside: sshd, login,
 * su, cron, libpam and the C library below them. Data only, for rootfs_trust.c and its test.
 * The traces are tests/ssh/root_opens.bats, which fails when they show more than the table.
 * It must never: list what only the tenant's own processes use.
 */
#pragma once

#include <stdbool.h>

enum trust_kind {
	TRUST_DIRECTORY, /* a directory; what is in it is named by other rows, or only looked up */
	TRUST_FILE,	 /* a regular file */
	TRUST_RECORD,	 /* a regular file that its group may write, see rootfs_records.h */
	TRUST_DATABASE,	 /* the same, whose contents are a program to who reads it */
	TRUST_LIBRARIES, /* a directory, and the entries that trust_library_prefixes name */
	TRUST_TREE,	 /* a regular file, or a directory and all below it */
	TRUST_DATABASES, /* the same, of such files */
	TRUST_MADE,	 /* the jail's own, over whatever the rootfs has: not walked to */
	TRUST_MADE_RECORD, /* such a file, that is written to as TRUST_RECORD is */
};

struct trust_path {
	const char *path; /* below the rootfs, without a leading "/" */
	enum trust_kind kind;
	bool is_opened; /* seen in a trace of sshd, login, su or cron, after the join */
};

/* Ended by a NULL path. */
extern const struct trust_path trust_paths[];

/* How names of a library directory begin that are checked as TRUST_TREE; ended by NULL. */
extern const char *const trust_library_prefixes[];

/* What stands in the name of a multiarch directory, itself TRUST_LIBRARIES. */
extern const char trust_multiarch_mark[];

/* What the jail mounts over, so that the rootfs's own is not seen; ended by NULL. */
extern const char *const trust_covered_paths[];
