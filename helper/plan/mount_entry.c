/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "plan/mount_entry.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void mount_entry_clear(struct mount_entry *entry)
{
	free(entry->target);
	free(entry->source);
	free(entry->size);
	free(entry->inodes);
	free(entry->file);
	*entry = (struct mount_entry){ 0 };
}

int mount_entry_limit(struct mount_entry *entry, const char *size, const char *inodes)
{
	if (entry->size == NULL)
		entry->size = strdup(size);
	if (entry->inodes == NULL)
		entry->inodes = strdup(inodes);
	return entry->size == NULL || entry->inodes == NULL ? -ENOMEM : 0;
}
