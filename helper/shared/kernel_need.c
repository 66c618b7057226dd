/* SPDX-License-Identifier: BSD-3-Clause */
/* What the kernel learned and when; see kernel_need.h. */
#include "shared/kernel_need.h"

#include <linux/magic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>

#include "shared/cleanup.h"

struct version {
	unsigned long long major, minor;
};

static const struct version features[] = {
	[KERNEL_JAIL] = { 5, 12 },
	[KERNEL_MAPPED_LAYER] = { 5, 19 },
};

/* mount_setattr(2), NOTES. Those of the first version are not here. */
static const struct {
	long file_system;
	struct version version;
} mapped[] = {
	{ BTRFS_SUPER_MAGIC, { 5, 15 } },    { F2FS_SUPER_MAGIC, { 5, 18 } },
	{ EROFS_SUPER_MAGIC_V1, { 5, 19 } }, { SQUASHFS_MAGIC, { 6, 2 } },
	{ TMPFS_MAGIC, { 6, 3 } },	     { CEPH_SUPER_MAGIC, { 6, 7 } },
};

bool kernel_is_older(const char *release, unsigned long long major, unsigned long long minor)
{
	struct version found;
	char *end, *last;

	found.major = strtoull(release, &end, 10);
	if (end == release || *end != '.')
		return false;
	found.minor = strtoull(end + 1, &last, 10);
	if (last == end + 1)
		return false;
	return found.major < major || (found.major == major && found.minor < minor);
}

static const char *need_write(char *words, const struct version *version)
{
	struct utsname name;

	words[0] = '\0';
	if (uname(&name) == 0 && kernel_is_older(name.release, version->major, version->minor))
		(void)snprintf(words, KERNEL_NEED_MAX,
			       " (needs Linux %llu.%llu or later, this is %s)", version->major,
			       version->minor, name.release);
	return words;
}

const char *kernel_need(char *words, enum kernel_feature feature)
{
	return need_write(words, &features[feature]);
}

const char *kernel_need_to_map(char *words, long file_system)
{
	words[0] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(mapped); i++)
		if (mapped[i].file_system == file_system)
			return need_write(words, &mapped[i].version);
	return words;
}
