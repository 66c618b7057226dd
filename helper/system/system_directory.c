/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "system/system_directory.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>

#include "shared/cleanup.h"

/* The first has the others among its entries; it is itself one. */
static const char *const parents[] = { "/", "/etc", "/run", "/usr", "/var" };

/* Without asking a server or a program that answers when it likes; nothing is mounted for it. */
#define LOOK_FLAGS (AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_STATX_DONT_SYNC)

static bool is_same(const struct statx *one, const struct statx *other)
{
	return one->stx_ino == other->stx_ino && one->stx_dev_major == other->stx_dev_major &&
	       one->stx_dev_minor == other->stx_dev_minor;
}

/* An entry that can not be looked at is nothing that was opened and looked at. */
static bool is_entry(DIR *stream, const struct statx *status)
{
	const struct dirent *entry;
	struct statx found;

	while ((entry = readdir(stream)) != NULL)
		if (statx(dirfd(stream), entry->d_name, LOOK_FLAGS, STATX_INO, &found) == 0 &&
		    is_same(&found, status))
			return true;
	return false;
}

/* "." is an entry, and so is "..". */
static int is_in(const char *parent, const struct statx *status)
{
	_cleanup_closedir_ DIR *stream = opendir(parent);

	if (stream == NULL)
		return errno == ENOENT ? 0 : -errno;
	return is_entry(stream, status);
}

int system_directory_is(int fd)
{
	struct statx status;
	int result = 0;

	if (statx(fd, "", AT_EMPTY_PATH, STATX_INO, &status) < 0)
		return -errno;
	for (size_t i = 0; result == 0 && i < ARRAY_SIZE(parents); i++)
		result = is_in(parents[i], &status);
	return result;
}
