/* SPDX-License-Identifier: BSD-3-Clause */
/* Lines of passwd and group files; see host_accounts.h. */
#include "system/host_accounts.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "shared/cleanup.h"
#include "shared/noatime.h"

#define FIELDS 4 /* name, password, number, and what follows it */

/* Who may write to the host's accounts is root anyhow; a FIFO in their place holds nobody up. */
FILE *host_accounts_open(const char *path)
{
	_cleanup_close_ int fd =
		noatime_open(AT_FDCWD, path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat status;
	FILE *stream;

	if (fd < 0 || fstat(fd, &status) < 0)
		return NULL;
	if (!S_ISREG(status.st_mode)) {
		errno = EINVAL;
		return NULL;
	}
	stream = fdopen(fd, "r");
	if (stream != NULL)
		(void)TAKE_FD(fd);
	return stream;
}

/* Cuts the line at its first colons. What it lacks is empty: a group may end with its number. */
static void fields_cut(char *line, char *fields[FIELDS])
{
	line[strcspn(line, "\n")] = '\0';
	for (size_t i = 0; i < FIELDS; i++) {
		fields[i] = line;
		line += i + 1 < FIELDS ? strcspn(line, ":") : 0;
		if (*line == ':')
			*line++ = '\0';
	}
}

/* What glibc's files take for an id, blanks and a '+' before it too: an account must not hide. */
static bool number_read(uint32_t *ret_number, const char *text)
{
	unsigned long long number;
	char *end;

	errno = 0;
	number = strtoull(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || number > UINT32_MAX)
		return false;
	*ret_number = (uint32_t)number;
	return true;
}

/* Calls take for each line that has its fields, and the number in the third of them. */
static int lines_visit(const char *path,
		       int (*take)(char *fields[FIELDS], uint32_t number, void *data), void *data)
{
	_cleanup_fclose_ FILE *stream = host_accounts_open(path);
	_cleanup_free_ char *line = NULL;
	char *fields[FIELDS];
	size_t size = 0;
	uint32_t number;
	int error = 0;

	if (stream == NULL)
		return -errno;
	while (error == 0 && getline(&line, &size, stream) >= 0) {
		fields_cut(line, fields);
		if (number_read(&number, fields[2]))
			error = take(fields, number, data);
	}
	return error == 0 && ferror(stream) != 0 ? -EIO : error;
}

struct user_visit {
	int (*visit)(const struct host_user *user, void *data);
	void *data;
};

static int user_take(char *fields[FIELDS], uint32_t uid, void *data)
{
	const struct user_visit *visit = data;
	struct host_user user = { .name = fields[0], .uid = uid };

	fields[3][strcspn(fields[3], ":")] = '\0';
	return number_read(&user.gid, fields[3]) ? visit->visit(&user, visit->data) : 0;
}

int host_accounts_visit_users(const char *path,
			      int (*visit)(const struct host_user *user, void *data), void *data)
{
	struct user_visit visits = { visit, data };

	return lines_visit(path, user_take, &visits);
}

#define USER_IS_HE	1
#define USER_IS_ANOTHER 2

struct user_look {
	const char *name;
	uid_t uid;
};

/* The first one of a name counts (passwd(5)). */
static int user_compare(const struct host_user *user, void *data)
{
	const struct user_look *look = data;

	if (strcmp(user->name, look->name) != 0)
		return 0;
	return user->uid == look->uid ? USER_IS_HE : USER_IS_ANOTHER;
}

int host_accounts_has_user(const char *path, const char *name, uid_t uid)
{
	struct user_look look = { name, uid };
	int result = host_accounts_visit_users(path, user_compare, &look);

	return result < 0 ? result : result == USER_IS_HE;
}

struct group_visit {
	int (*visit)(const struct host_group *group, void *data);
	void *data;
};

static int group_take(char *fields[FIELDS], uint32_t gid, void *data)
{
	const struct group_visit *visit = data;
	const struct host_group group = { fields[0], gid, fields[3] };

	return visit->visit(&group, visit->data);
}

int host_accounts_visit_groups(const char *path,
			       int (*visit)(const struct host_group *group, void *data), void *data)
{
	struct group_visit visits = { visit, data };

	return lines_visit(path, group_take, &visits);
}

bool host_group_has_member(const struct host_group *group, const char *name)
{
	size_t length = strlen(name);

	for (const char *member = group->members; *member != '\0';) {
		size_t end = strcspn(member, ",");

		if (end == length && strncmp(member, name, length) == 0)
			return true;
		member += end + (member[end] == ',');
	}
	return false;
}
