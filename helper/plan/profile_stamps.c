/* SPDX-License-Identifier: BSD-3-Clause */
/* Files that were read: see profile_stamps.h. */
#include "plan/profile_stamps.h"

#include <errno.h>
#include <sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/cleanup.h"

_Static_assert(PROFILES_DIGEST_SIZE == SHA256_DIGEST_STRING_LENGTH, "SHA256Data fills it");

int profile_stamps_add(struct profile_stamps *stamps, const char *path,
		       const struct file_stamp *stamp)
{
	struct profile_stamp *grown = reallocarray(stamps->list, stamps->count + 1, sizeof(*grown));
	_cleanup_free_ char *copy = strdup(path);

	if (grown != NULL)
		stamps->list = grown;
	if (grown == NULL || copy == NULL)
		return -ENOMEM;
	grown[stamps->count++] = (struct profile_stamp){ TAKE_PTR(copy), *stamp };
	return 0;
}

static void stamps_write(FILE *stream, const struct profile_stamps *stamps)
{
	for (size_t i = 0; i < stamps->count; i++) {
		const struct profile_stamp *stamp = &stamps->list[i];

		(void)fwrite(stamp->path, strlen(stamp->path) + 1, 1, stream);
		(void)fwrite(&stamp->stamp, sizeof(stamp->stamp), 1, stream);
	}
}

int profile_stamps_digest(char ret_digest[PROFILES_DIGEST_SIZE],
			  const struct profile_stamps *stamps)
{
	_cleanup_free_ char *text = NULL;
	size_t size = 0;
	FILE *stream;

	ret_digest[0] = '\0';
	if (stamps->count == 0)
		return 0;
	stream = open_memstream(&text, &size);
	if (stream == NULL)
		return -ENOMEM;
	stamps_write(stream, stamps);
	if (fclose(stream) != 0)
		return -ENOMEM;
	(void)SHA256Data((const uint8_t *)text, size, ret_digest);
	return 0;
}

void profile_stamps_clear(struct profile_stamps *stamps)
{
	for (size_t i = 0; i < stamps->count; i++)
		free(stamps->list[i].path);
	free(stamps->list);
	*stamps = (struct profile_stamps){ 0 };
}
