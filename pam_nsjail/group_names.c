/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "group_names.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "shared/cleanup.h"
#include "shared/noatime.h"
#include "shared/request.h"

#define GROUP_FILE "/etc/group"

static FILE *file_open(void)
{
	_cleanup_close_ int fd =
		noatime_open(AT_FDCWD, GROUP_FILE, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat status;
	FILE *file;

	if (fd < 0 || fstat(fd, &status) < 0)
		return NULL;
	if (!S_ISREG(status.st_mode)) {
		errno = EINVAL;
		return NULL;
	}
	file = fdopen(fd, "r");
	if (file != NULL)
		(void)TAKE_FD(fd);
	return file;
}

/* Cuts "NAME:PASSWORD:GID:" apart. False for what is no group: NIS has lines with '+' and '-'. */
static bool line_read(char *line, char **ret_name, gid_t *ret_gid)
{
	unsigned long long number;
	char *text, *end;

	*ret_name = strsep(&line, ":");
	(void)strsep(&line, ":");
	text = strsep(&line, ":");
	if (line == NULL || strchr("+-#", (*ret_name)[0]) != NULL || text[0] < '0' || text[0] > '9')
		return false;
	number = strtoull(text, &end, 10);
	*ret_gid = (gid_t)number;
	return *end == '\0' && number < UINT32_MAX;
}

static int gid_compare(const void *key, const void *element)
{
	const gid_t *gid = key;
	const struct request_group *group = element;

	return (*gid > group->gid) - (*gid < group->gid);
}

static bool is_name(const char *name)
{
	for (; *name != '\0'; name++)
		if ((unsigned char)*name < ' ' || *name == '\x7f' || *name == ',')
			return false;
	return true;
}

static int name_take(struct request_group *groups, size_t count, const char *name, gid_t gid)
{
	struct request_group *group = bsearch(&gid, groups, count, sizeof(*groups), gid_compare);

	if (group == NULL || group->name != NULL || !is_name(name))
		return 0;
	group->name = strdup(name);
	return group->name == NULL ? -ENOMEM : 0;
}

int group_names_fill(struct request_group *groups, size_t count)
{
	_cleanup_fclose_ FILE *file = file_open();
	_cleanup_free_ char *line = NULL;
	size_t room = 0;
	int error = 0;

	if (file == NULL)
		return errno == ENOENT ? 0 : -errno;
	while (error == 0 && getline(&line, &room, file) >= 0) {
		char *name;
		gid_t gid;

		if (line_read(line, &name, &gid))
			error = name_take(groups, count, name, gid);
	}
	return error == 0 && ferror(file) != 0 ? -EIO : error;
}
