/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pam_nsjail_subids USER UID: prints "START START COUNT", the user's subordinate uids and gids, as
 * ranges.h knows them; or one line beginning with "!" that says why they can not be used.
 * pam_nsjail_subids --accounts START START COUNT MS: prints "-", or a line beginning with "!" if an
 * account or group of the name service is in there (accounts.h). A program of its own, because
 * libsubid and the name service load plug-ins and the helper is static.
 * It must never: change anything.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ids/subid_ranges.h"
#include "subids/accounts.h"
#include "subids/ranges.h"

static int usage(void)
{
	(void)fprintf(stderr, "usage: pam_nsjail_subids USER UID\n"
			      "       pam_nsjail_subids --accounts UID GID COUNT MILLISECONDS\n");
	return 2;
}

static bool number_read(unsigned long *ret_number, const char *text)
{
	char *end;

	errno = 0;
	*ret_number = strtoul(text, &end, 10);
	return text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0 &&
	       *ret_number <= UINT32_MAX;
}

static int accounts_main(char *const words[])
{
	enum { UID, GID, COUNT, MS, WORDS };
	unsigned long numbers[WORDS];
	struct id_range uids, gids;
	char answer[1024];
	int error;

	for (size_t i = 0; i < WORDS; i++)
		if (!number_read(&numbers[i], words[i]))
			return usage();
	uids = (struct id_range){ numbers[UID], numbers[COUNT] };
	gids = (struct id_range){ numbers[GID], numbers[COUNT] };
	error = accounts_find(&uids, &gids, (int)numbers[MS], answer, sizeof(answer));
	if (error == 0 || error == -EEXIST)
		(void)puts(answer);
	return error < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int ranges_main(const char *user, const char *uid)
{
	char answer[1024];
	int error = ranges_answer(user, uid, answer, sizeof(answer));

	(void)puts(answer);
	return error < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	if (argc == 6 && strcmp(argv[1], "--accounts") == 0)
		return accounts_main(argv + 2);
	return argc == 3 ? ranges_main(argv[1], argv[2]) : usage();
}
