/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "plan/path_form.h"

#include <stddef.h>
#include <string.h>

const char *path_form_fault(const char *path)
{
	const char *name = path + 1;

	if (path[0] != '/')
		return "is not an absolute path";
	while (*name != '\0') {
		size_t length = strcspn(name, "/");

		if (length == 0)
			return "has a '//'";
		if (strncmp(name, "..", length) == 0 && length <= 2)
			return "has a '.' or '..' component";
		name += length;
		if (name[0] == '/' && name[1] == '\0')
			return "ends with a '/'";
		name += name[0] == '/';
	}
	return NULL;
}
