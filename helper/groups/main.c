/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pam_nsjail_groups NAME...: prints the numbers of the groups in one line, "-" for one that the
 * name service does not have; or one line beginning with "!" that says which could not be looked
 * up. A program of its own, because the name service loads plug-ins and the helper is static.
 * It must never: change anything, or say that there is no group when there was no answer.
 */
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/cleanup.h"

#define LOOKUP_FIRST 65536
#define LOOKUP_MAX   (256 * 1024 * 1024) /* a directory's group with very many members */

/* 1 if there is such a group, 0 if not, or -errno. getgrnam_r(3) has 0 for "not found" alone. */
static int gid_find(const char *name, gid_t *ret_gid)
{
	struct group entry, *found = NULL;
	int error = ERANGE;

	for (size_t size = LOOKUP_FIRST; error == ERANGE && size <= LOOKUP_MAX; size *= 4) {
		_cleanup_free_ char *buffer = malloc(size);

		if (buffer == NULL)
			return -ENOMEM;
		do {
			error = getgrnam_r(name, &entry, buffer, size, &found);
		} while (error == EINTR);
	}
	if (found != NULL)
		*ret_gid = entry.gr_gid;
	return found != NULL ? 1 : -error;
}

int main(int argc, char **argv)
{
	_cleanup_free_ char *answer = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&answer, &size);

	if (argc < 2 || stream == NULL) {
		(void)fprintf(stderr, "usage: pam_nsjail_groups NAME...\n");
		return 2;
	}
	for (int i = 1; i < argc; i++) {
		gid_t gid = 0;
		int result = gid_find(argv[i], &gid);

		if (result < 0) {
			(void)printf("!group '%s' can not be looked up: %s\n", argv[i],
				     strerror(-result));
			return EXIT_FAILURE;
		}
		if (result == 0)
			(void)fputs("- ", stream);
		else
			(void)fprintf(stream, "%u ", gid);
	}
	if (fclose(stream) != 0)
		return EXIT_FAILURE;
	answer[size - 1] = '\n'; /* in the place of the last blank */
	return fputs(answer, stdout) < 0 || fflush(stdout) != 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
