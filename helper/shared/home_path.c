/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "shared/home_path.h"

#include <stdlib.h>
#include <string.h>

char *home_path_make(const char *path)
{
	char *copy = strdup(path);
	char *end = copy;

	if (copy == NULL || path[0] != '/')
		return copy;
	while (*path != '\0') {
		size_t slashes = strspn(path, "/");
		size_t length = strcspn(path + slashes, "/");

		path += slashes;
		if (length > 0 && !(length == 1 && path[0] == '.')) {
			*end++ = '/';
			(void)memcpy(end, path, length);
			end += length;
		}
		path += length;
	}
	if (end == copy)
		*end++ = '/';
	*end = '\0';
	return copy;
}
