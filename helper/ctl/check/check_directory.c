/* SPDX-License-Identifier: BSD-3-Clause */
/* Whether subordinate ids can be held against all the accounts that a directory has. */
#include <pwd.h>
#include <stdbool.h>

#include "ctl/check/check_parts.h"
#include "ctl/show/findings.h"
#include "ids/directory_ids.h"
#include "system/host_accounts.h"

static int user_count(const struct host_user *user, void *count)
{
	(void)user;
	++*(size_t *)count;
	return 0;
}

static size_t accounts_of_files(void)
{
	size_t count = 0;

	(void)host_accounts_visit_users(HOST_PASSWD, user_count, &count);
	return count;
}

static size_t accounts_of_all(void)
{
	size_t count = 0;

	setpwent();
	while (getpwent() != NULL)
		count++;
	endpwent();
	return count;
}

void check_directory(struct findings *findings)
{
	if (directory_ids_has_service(DIRECTORY_OF_OTHERS) &&
	    accounts_of_all() <= accounts_of_files())
		findings_add(findings, SEVERITY_NOTICE, NSSWITCH_PATH,
			     "give tenants ranges where it has no ids: see A root of his own in "
			     "nsjail.conf(5)",
			     "names a directory that does not list its accounts: subordinate ids "
			     "are held against some of their ids only");
}
