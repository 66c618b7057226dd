/* SPDX-License-Identifier: BSD-3-Clause */
/* Running pam_nsjail_groups; see groups_run.h. */
#include "config/groups_run.h"

#include <string.h>

#include "shared/cleanup.h"
#include "system/report.h"
#include "system/side_program.h"

#define ANSWER_HANG_MS 3000
#define ANSWER_FIELD   11 /* ten digits and a blank */

/* argv is not written to by the program's start; posix_spawn(3) has it so for old times' sake. */
static char **arguments_make(const char *const *names, size_t count)
{
	static const char name[] = "pam_nsjail_groups";
	const char **arguments = calloc(count + 2, sizeof(*arguments));

	if (arguments == NULL)
		return NULL;
	arguments[0] = name;
	memcpy(arguments + 1, names, count * sizeof(*names));
	return (char **)(uintptr_t)arguments;
}

/* "NUMBER" or "-", and a blank before the next one. */
static bool field_read(gid_t *ret_gid, const char **text, bool is_last)
{
	char *end;
	unsigned long long number;

	if (**text == '-') {
		*ret_gid = GROUP_UNKNOWN;
		(*text)++;
	} else {
		number = **text < '0' || **text > '9' ? GROUP_UNKNOWN : strtoull(*text, &end, 10);
		if (number >= GROUP_UNKNOWN)
			return false;
		*ret_gid = (gid_t)number;
		*text = end;
	}
	return *(*text)++ == (is_last ? '\0' : ' ');
}

static int answer_read(const char *answer, size_t count, gid_t *ret_gids, struct report *report)
{
	if (answer[0] == '!')
		return report_error(report, 0, "%s", answer + 1);
	for (size_t i = 0; i < count; i++)
		if (!field_read(&ret_gids[i], &answer, i + 1 == count))
			return report_error(report, EBADMSG, "the answer of '%s'", GROUPS_PATH);
	return 0;
}

int groups_run(const char *const *names, size_t count, gid_t *ret_gids, struct report *report)
{
	size_t size = count * ANSWER_FIELD + REASON_MAX;
	_cleanup_free_ char *answer = malloc(size);
	_cleanup_free_ char **arguments = arguments_make(names, count);
	const struct side_program program = {
		.path = GROUPS_PATH,
		.arguments = arguments,
		.fd = NO_FD,
		.hang_ms = ANSWER_HANG_MS,
	};
	int error;

	if (answer == NULL || arguments == NULL)
		return report_error(report, ENOMEM, "no room for the names of groups");
	error = side_program_run(&program, answer, size, report);
	return error < 0 ? error : answer_read(answer, count, ret_gids, report);
}
