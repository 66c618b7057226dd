/* SPDX-License-Identifier: BSD-3-Clause */
/* Merging passwd and group; see accounts.h. */
#include "host/accounts.h"

#include <string.h>

#include "host/accounts_file.h"
#include "host/accounts_line.h"
#include "shared/cleanup.h"
#include "system/report.h"

/* How one of the two files is merged. */
struct account_file {
	const char *name;
	size_t field_count;
	/* Writes a line of the rootfs as far as it may stay. */
	void (*keep)(FILE *output, char **fields, const struct request *request);
	/* Writes the host's lines. */
	void (*add)(FILE *output, const struct request *request);
};

static void passwd_keep(FILE *output, char **fields, const struct request *request)
{
	uint32_t uid, gid;

	if (!accounts_id_parse(fields[PASSWD_UID], &uid) ||
	    !accounts_id_parse(fields[PASSWD_GID], &gid))
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
	return accounts_is_field(request->gecos) ? request->gecos : "";
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
	if (group->name != NULL && accounts_is_name(group->name) &&
	    strchr(group->name, ',') == NULL)
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

	if (!accounts_id_parse(fields[GROUP_GID], &gid) ||
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
	[ACCOUNTS_PASSWD] = { "passwd", PASSWD_FIELDS, passwd_keep, passwd_add },
	[ACCOUNTS_GROUP] = { "group", GROUP_FIELDS, group_keep, group_add },
};

const char *accounts_name(enum accounts_which which)
{
	return account_files[which].name;
}

size_t accounts_field_count(enum accounts_which which)
{
	return account_files[which].field_count;
}

void accounts_entry_write(FILE *output, enum accounts_which which, char **fields,
			  const struct request *request)
{
	account_files[which].keep(output, fields, request);
}

void accounts_user_write(FILE *output, const struct request *request)
{
	passwd_add(output, request);
}

size_t accounts_groups_list(struct request_group *ret_groups, const struct request *request)
{
	size_t count = 0;

	if (find_unlisted_primary(request, &ret_groups[0]))
		count++;
	for (size_t i = 0; i < request->group_count; i++)
		ret_groups[count++] = request->groups[i];
	return count;
}

void accounts_group_write(FILE *output, const struct request_group *group, const char *user)
{
	group_write(output, group, user);
}

bool accounts_is_group(const struct request_group *group, const char *name)
{
	char made_up[MADE_UP_NAME_MAX];

	return strcmp(group_name(group, made_up), name) == 0;
}

static void lines_merge(FILE *output, char *text, const struct account_file *file,
			const struct request *request)
{
	char *fields[ACCOUNTS_FIELDS_MAX + 1];
	char *line;

	while ((line = strsep(&text, "\n")) != NULL) {
		if (accounts_has_control_byte(line) ||
		    accounts_line_split(line, fields) != file->field_count)
			continue;
		if (accounts_is_name(fields[0]))
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

int accounts_text_read(int directory_fd, enum accounts_which which, char **ret_text,
		       struct report *report)
{
	int error = accounts_file_read(directory_fd, accounts_name(which), ret_text);

	return error < 0 ? fault_report(report, accounts_name(which), error) : 0;
}

int accounts_text_merge(char **ret_text, enum accounts_which which, char *text,
			const struct request *request)
{
	size_t size = 0;
	FILE *output = open_memstream(ret_text, &size);

	if (output == NULL)
		return -ENOMEM;
	lines_merge(output, text, &account_files[which], request);
	return accounts_file_close(output);
}

int accounts_user_check(const struct request *request, struct report *report)
{
	if (!accounts_is_name(request->user) || strchr(request->user, ',') != NULL)
		return report_error(report, EINVAL, "user '%s' can not stand in passwd",
				    request->user);
	if (!accounts_is_field(request->home) || !accounts_is_field(request->shell))
		return report_error(report, EINVAL,
				    "home '%s' or shell '%s' can not stand in passwd",
				    request->home, request->shell);
	return 0;
}

int accounts_merge(int etc_fd, int rootfs_etc_fd, const struct request *request,
		   struct report *report)
{
	int error = accounts_user_check(request, report);

	for (size_t i = 0; error == 0 && i < ARRAY_SIZE(account_files); i++)
		error = file_merge(etc_fd, rootfs_etc_fd, &account_files[i], request, report);
	return error;
}
