/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What we remember in the tenant's /etc of the accounts there: which of the two files are still as
 * we made them, which entries the base had, and the shell that the host gave the user. It is the
 * tenant's, like the files that it speaks of: whoever forges it deceives himself.
 * It must never: matter to anybody else.
 */
#pragma once

#include "host/accounts.h"

#define ACCOUNTS_RECORD_NAME ".pam_nsjail.made"

/* Owned strings, or NULL: not known. */
struct accounts_record {
	char *made[ACCOUNTS_COUNT]; /* the SHA-256 of the file as we made it */
	char *seen[ACCOUNTS_COUNT]; /* the names of the base, ':' behind each */
	char *shell;
};

/* One that can not be read is one that knows nothing. 0 or -ENOMEM. */
int accounts_record_read(struct accounts_record *ret_record, int etc_fd);

/* 0 or -errno. */
int accounts_record_write(const struct accounts_record *record, int etc_fd);

/* Puts a copy of text in the place of *field. 0 or -ENOMEM. */
int accounts_record_set(char **field, const char *text);

void accounts_record_clear(struct accounts_record *record);

#define _cleanup_record_ __attribute__((cleanup(accounts_record_clear)))
