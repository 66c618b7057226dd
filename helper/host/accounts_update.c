/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "host/accounts_update.h"

#include <sha2.h>
#include <stdlib.h>
#include <string.h>

#include "host/accounts.h"
#include "host/accounts_follow.h"
#include "host/accounts_record.h"
#include "host/etc_file.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "shared/request.h"
#include "site/jail_build.h"
#include "site/jail_sources.h"
#include "system/report.h"

/* Nobody has touched a file that is what we made of the base then or would make now, or its own. */
static bool is_untouched(const char *present, const char *base, const char *anew, const char *made)
{
	char digest[SHA256_DIGEST_STRING_LENGTH];

	if (present == NULL || strcmp(present, anew) == 0 ||
	    (base != NULL && strcmp(present, base) == 0))
		return true;
	(void)SHA256Data((const uint8_t *)present, strlen(present), digest);
	return made != NULL && strcmp(made, digest) == 0;
}

static int text_choose(char **ret_text, bool *ret_is_made, enum accounts_which which,
		       const char *present, const char *base, const struct accounts_record *record,
		       const struct request *request)
{
	_cleanup_free_ char *source = base == NULL ? NULL : strdup(base), *anew = NULL;
	int error = base != NULL && source == NULL
			    ? -ENOMEM
			    : accounts_text_merge(&anew, which, source, request);

	if (error < 0)
		return error;
	*ret_is_made = is_untouched(present, base, anew, record->made[which]);
	if (!*ret_is_made)
		return accounts_follow(ret_text, which, present, base, record, request);
	*ret_text = TAKE_PTR(anew);
	return 0;
}

static int record_update(struct accounts_record *record, enum accounts_which which,
			 const char *base, const char *made)
{
	char digest[SHA256_DIGEST_STRING_LENGTH] = "-";
	_cleanup_free_ char *names = NULL;
	int error = base == NULL ? 0 : accounts_names(&names, which, base);

	if (made != NULL)
		(void)SHA256Data((const uint8_t *)made, strlen(made), digest);
	if (error == 0 && names != NULL)
		error = accounts_record_set(&record->seen[which], names);
	return error == 0 ? accounts_record_set(&record->made[which], digest) : error;
}

static int file_update(struct jail_build *build, int etc_fd, enum accounts_which which,
		       struct accounts_record *record)
{
	const char *base = build->sources->base_accounts[which];
	_cleanup_free_ char *present = NULL, *text = NULL;
	bool is_made = false;
	int error = accounts_text_read(etc_fd, which, &present, build->report);

	if (error < 0)
		return error;
	error = text_choose(&text, &is_made, which, present, base, record, build->request);
	if (error == 0)
		error = etc_file_replace(etc_fd, accounts_name(which), text, strlen(text));
	if (error == 0)
		error = record_update(record, which, base, is_made ? text : NULL);
	return error < 0 ? report_error(build->report, -error, "can not write the jail's 'etc/%s'",
					accounts_name(which))
			 : 0;
}

int accounts_update(struct jail_build *build, int etc_fd)
{
	_cleanup_record_ struct accounts_record record = { .shell = NULL };
	int error;

	if (build->plan->accounts != ACCOUNTS_MERGE)
		return 0;
	error = accounts_user_check(build->request, build->report);
	if (error == 0)
		error = accounts_record_read(&record, etc_fd);
	for (enum accounts_which which = 0; error == 0 && which < ACCOUNTS_COUNT; which++)
		error = file_update(build, etc_fd, which, &record);
	if (error == 0)
		error = accounts_record_set(&record.shell, build->request->shell);
	return error == 0 ? accounts_record_write(&record, etc_fd) : error;
}
