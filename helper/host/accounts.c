/* SPDX-License-Identifier: BSD-3-Clause */
/* Merging passwd and group; see accounts.h. */
#include "host/accounts.h"

#include <string.h>

#include "host/accounts_file.h"
#include "shared/cleanup.h"
#include "system/report.h"

#define FIELDS_MAX 7

enum passwd_field {
	PASSWD_NAME,
	PASSWD_PASSWORD,
	PASSWD_UID,
	PASSWD_GID,
	PASSWD_GECOS,
	PASSWD_HOME,
	PASSWD_SHELL,
	PASSWD_FIELDS,
};

enum group_field {
	GROUP_NAME,
	GROUP_PASSWORD,
	GROUP_GID,
	GROUP_MEMBERS,
	GROUP_FIELDS,
};

/* How one of the two files is merged. */
struct account_file {
	const char *name;
	size_t field_count;
	/* Writes a line of the rootfs as far as it may stay. */
	void (*keep)(FILE *output, char **fields, const struct request *request);
	/* Writes the host's lines. */
	void (*add)(FILE *output, const struct request *request);
};

/* The forms of numbers that the C library would take and strtoul(3) would bend are refused. */
static bool id_parse(const char *text, uint32_t *ret_id)
{
	uint64_t id = 0;
	const char *digit = text;

	for (; *digit >= '0' && *digit <= '9' && id < UINT32_MAX; digit++)
		id = id * 10 + (uint64_t)(*digit - '0');
	/* The highest id is (uid_t)-1, "none" to the kernel. */
	if (digit == text || *digit != '\0' || id >= UINT32_MAX)
		return false;
	*ret_id = (uint32_t)id;
	return true;
}

static bool has_control_byte(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < ' ' || *text == '\177')
			return true;
	return false;
}

/* Can stand in a field: would neither end it nor the line. */
static bool is_field(const char *text)
{
	return strchr(text, ':') == NULL && !has_control_byte(text);
}

/*
 * Can stand at the beginning of a line and be what it seems: the C library skips leading blanks and
 * comments, and takes '+' and '-' for NIS.
 */
static bool is_name(const char *text)
{
	return text[0] != '\0' && strchr(" +-#", text[0]) == NULL && is_field(text);
}

static size_t line_split(char *line, char *fields[FIELDS_MAX + 1])
{
	size_t count = 0;

	while (line != NULL && count <= FIELDS_MAX)
		fields[count++] = strsep(&line, ":");
	return count;
}

static void passwd_keep(FILE *output, char **fields, const struct request *request)
{
	uint32_t uid, gid;

	if (!id_parse(fields[PASSWD_UID], &uid) || !id_parse(fields[PASSWD_GID], &gid))
		return;
	if (uid == request->uid || strcmp(fields[PASSWD_NAME], request->user) == 0)
		return;
	(void)fprintf(output, "%s:%s:%u:%u:%s:%s:%s\n", fields[PASSWD_NAME],
		      fields[PASSWD_PASSWORD], uid, gid, fields[PASSWD_GECOS], fields[PASSWD_HOME],
		      fields[PASSWD_SHELL]);
}

/* The one field in which a directory service may have what a file can not; nothing hangs on it. */
static const char *gecos_of(const struct request *request)
{
	return is_field(request->gecos) ? request->gecos : "";
}

/* No password is right; 'x' would send sudo and the like for a line in the rootfs's shadow. */
static void passwd_add(FILE *output, const struct request *request)
{
	(void)fprintf(output, "%s:*:%u:%u:%s:%s:%s\n", request->user, request->uid, request->gid,
		      gecos_of(request), request->home, request->shell);
}

#define MADE_UP_NAME_MAX sizeof("group4294967295")

/* A group that the host can not name, or by no name that a file can hold, is called by its number.
 */
static const char *group_name(const struct request_group *group, char made_up[MADE_UP_NAME_MAX])
{
	if (group->name != NULL && is_name(group->name))
		return group->name;
	(void)snprintf(made_up, MADE_UP_NAME_MAX, "group%u", group->gid);
	return made_up;
}

static bool is_group(const struct request_group *group, const char *name, gid_t gid)
{
	char made_up[MADE_UP_NAME_MAX];

	return group->gid == gid || strcmp(group_name(group, made_up), name) == 0;
}

/* The primary group, for the host that does not list it among the user's. */
static bool find_unlisted_primary(const struct request *request, struct request_group *ret_group)
{
	for (size_t i = 0; i < request->group_count; i++)
		if (request->groups[i].gid == request->gid)
			return false;
	*ret_group = (struct request_group){ .gid = request->gid };
	return true;
}

static bool is_group_of_user(const struct request *request, const char *name, gid_t gid)
{
	struct request_group primary;

	for (size_t i = 0; i < request->group_count; i++)
		if (is_group(&request->groups[i], name, gid))
			return true;
	return find_unlisted_primary(request, &primary) && is_group(&primary, name, gid);
}

static void members_write(FILE *output, char *members, const char *user)
{
	const char *separator = "";
	const char *member;

	while ((member = strsep(&members, ",")) != NULL) {
		member += strspn(member, " "); /* as the C library does */
		if (member[0] == '\0' || strcmp(member, user) == 0)
			continue;
		(void)fprintf(output, "%s%s", separator, member);
		separator = ",";
	}
	(void)fputc('\n', output);
}

static void group_keep(FILE *output, char **fields, const struct request *request)
{
	uint32_t gid;

	if (!id_parse(fields[GROUP_GID], &gid) ||
	    is_group_of_user(request, fields[GROUP_NAME], gid))
		return;
	(void)fprintf(output, "%s:%s:%u:", fields[GROUP_NAME], fields[GROUP_PASSWORD], gid);
	members_write(output, fields[GROUP_MEMBERS], request->user);
}

static void group_write(FILE *output, const struct request_group *group, const char *user)
{
	char made_up[MADE_UP_NAME_MAX];

	(void)fprintf(output, "%s:x:%u:%s\n", group_name(group, made_up), group->gid, user);
}

static void group_add(FILE *output, const struct request *request)
{
	struct request_group primary;

	if (find_unlisted_primary(request, &primary))
		group_write(output, &primary, request->user);
	for (size_t i = 0; i < request->group_count; i++)
		group_write(output, &request->groups[i], request->user);
}

static const struct account_file account_files[] = {
	{ "passwd", PASSWD_FIELDS, passwd_keep, passwd_add },
	{ "group", GROUP_FIELDS, group_keep, group_add },
};

static void lines_merge(FILE *output, char *text, const struct account_file *file,
			const struct request *request)
{
	char *fields[FIELDS_MAX + 1];
	char *line;

	while ((line = strsep(&text, "\n")) != NULL) {
		if (has_control_byte(line) || line_split(line, fields) != file->field_count)
			continue;
		if (is_name(fields[0]))
			file->keep(output, fields, request);
	}
	file->add(output, request);
}

struct source_fault {
	int error;
	const char *reason;
};

/* What errno's own text would not tell. */
static const struct source_fault source_faults[] = {
	{ -ELOOP, "is a symbolic link" },
	{ -ENXIO, "is not a regular file" }, /* open(2) of a socket or device */
	{ -EINVAL, "is not a regular file" },
	{ -EFBIG, "is over 4 MiB" },
	{ -EBUSY, "is being written" },
	{ -EILSEQ, "holds NUL bytes" },
};

static int fault_report(struct report *report, const char *name, int error)
{
	for (size_t i = 0; i < ARRAY_SIZE(source_faults); i++)
		if (source_faults[i].error == error) {
			(void)report_error(report, 0, "rootfs: 'etc/%s' %s", name,
					   source_faults[i].reason);
			return error;
		}
	return report_error(report, -error, "rootfs: 'etc/%s' can not be read", name);
}

static int file_merge(int etc_fd, int rootfs_etc_fd, const struct account_file *file,
		      const struct request *request, struct report *report)
{
	_cleanup_free_ char *text = NULL;
	FILE *output = NULL;
	int error = accounts_file_read(rootfs_etc_fd, file->name, &text);

	if (error < 0)
		return fault_report(report, file->name, error);
	error = accounts_file_create(etc_fd, file->name, &output);
	if (error == 0) {
		lines_merge(output, text, file, request);
		error = accounts_file_close(output);
	}
	if (error < 0)
		return report_error(report, -error, "can not write the jail's 'etc/%s'",
				    file->name);
	return 0;
}

int accounts_merge(int etc_fd, int rootfs_etc_fd, const struct request *request,
		   struct report *report)
{
	int error = 0;

	if (!is_name(request->user) || strchr(request->user, ',') != NULL)
		return report_error(report, EINVAL, "user '%s' can not stand in passwd",
				    request->user);
	if (!is_field(request->home) || !is_field(request->shell))
		return report_error(report, EINVAL,
				    "home '%s' or shell '%s' can not stand in passwd",
				    request->home, request->shell);
	for (size_t i = 0; error == 0 && i < ARRAY_SIZE(account_files); i++)
		error = file_merge(etc_fd, rootfs_etc_fd, &account_files[i], request, report);
	return error;
}
