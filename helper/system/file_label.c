/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "system/file_label.h"

#include <stdio.h>
#include <sys/xattr.h>

#define ATTRIBUTE "security.selinux"

/* By its path, for fgetxattr(2) takes no descriptor of O_PATH. The kernel's value ends with a NUL.
 */
const char *file_label_words(char text[FILE_LABEL_WORDS_MAX], int fd)
{
	char label[FILE_LABEL_WORDS_MAX - 32] = "", path[32];

	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (getxattr(path, ATTRIBUTE, label, sizeof(label) - 1) <= 0)
		text[0] = '\0';
	else
		(void)snprintf(text, FILE_LABEL_WORDS_MAX, ", its label is '%s'", label);
	return text;
}
