/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What root code in the caller may read, load, run or write by path once it is inside: sshd, login,
 * su, cron, libpam and the C library below them. Data only, for rootfs_trust.c and its test.
 * It must never: list what only the tenant's own processes use.
 */
#pragma once

enum trust_kind {
	TRUST_DIRECTORY, /* a directory; what is in it is named by other rows, or only looked up */
	TRUST_FILE,	 /* a regular file */
	TRUST_RECORD,	 /* a regular file that its group may write */
	TRUST_LIBRARIES, /* a directory, and the entries that trust_library_prefixes name */
	TRUST_TREE,	 /* a regular file, or a directory and all below it */
};

struct trust_path {
	const char *path; /* below the rootfs, without a leading "/" */
	enum trust_kind kind;
};

/* Ended by a NULL path. */
extern const struct trust_path trust_paths[];

/* How names of a library directory begin that are checked as TRUST_TREE; ended by NULL. */
extern const char *const trust_library_prefixes[];

/* What stands in the name of a multiarch directory, itself TRUST_LIBRARIES. */
extern const char trust_multiarch_mark[];

/* What the jail mounts over, so that the rootfs's own is not seen; ended by NULL. */
extern const char *const trust_covered_paths[];
