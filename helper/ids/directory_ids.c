/* SPDX-License-Identifier: BSD-3-Clause */
/* A range and the accounts of a directory; see directory_ids.h. */
#include "ids/directory_ids.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <time.h>

#include "ids/idmap.h"
#include "shared/cleanup.h"
#include "system/report.h"
#include "system/side_program.h"

#define KEPT_DIRECTORY "ranges"
#define KEPT_NAME_MAX  32

#define ASK_MS	"700" /* it stops asking, and says what it has */
#define HANG_MS 1000  /* a call of the name service hangs */

/* The first byte of an answer, which is also what is kept. */
enum { ANSWER_NOBODY = '-', ANSWER_PART = '~', ANSWER_FOUND = '!' };

static int lifetime_s(char answer)
{
	return answer == ANSWER_NOBODY ? 24 * 60 * 60 : answer == ANSWER_PART ? 10 * 60 : 0;
}

/* "compat" may stand for a directory; systemd knows users that it makes itself (nss-systemd(8)). */
static bool is_service(const char *word, enum directory_kind kind)
{
	return strpbrk(word, "[]=") == NULL && strcmp(word, "files") != 0 &&
	       (kind == DIRECTORY_ANY || strcmp(word, "systemd") != 0);
}

static bool line_names_one(char *line, enum directory_kind kind)
{
	char *rest = NULL;
	char *word = strtok_r(line, " \t\n:", &rest);

	if (word == NULL || (strcmp(word, "passwd") != 0 && strcmp(word, "group") != 0))
		return false;
	while ((word = strtok_r(NULL, " \t\n:", &rest)) != NULL && word[0] != '#')
		if (is_service(word, kind))
			return true;
	return false;
}

bool directory_ids_has_service(enum directory_kind kind)
{
	_cleanup_fclose_ FILE *file = fopen(NSSWITCH_PATH, "re");
	_cleanup_free_ char *line = NULL;
	bool has_service = false;
	size_t room = 0;

	if (file == NULL)
		return errno != ENOENT;
	while (!has_service && getline(&line, &room, file) >= 0)
		has_service = line_names_one(line, kind);
	return has_service || ferror(file) != 0;
}

static void kept_name(char name[KEPT_NAME_MAX], const struct idmap *map)
{
	(void)snprintf(name, KEPT_NAME_MAX, "%u-%u", map->uid_base, map->gid_base);
}

/* The state directory is gone after a start of the machine (hier(7)), and so is what is kept. */
static int kept_directory_open(int state_fd)
{
	const int flags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(state_fd, KEPT_DIRECTORY, flags);

	if (fd >= 0 || errno != ENOENT)
		return fd;
	(void)mkdirat(state_fd, KEPT_DIRECTORY, 0700);
	return openat(state_fd, KEPT_DIRECTORY, flags);
}

/* Not if the clock was set back, nor if other services may have been named since. */
static bool is_fresh(const struct stat *status, char answer)
{
	struct stat services;
	time_t now = time(NULL);

	return stat(NSSWITCH_PATH, &services) == 0 && services.st_ctime < status->st_mtime &&
	       status->st_mtime <= now && now - status->st_mtime < lifetime_s(answer);
}

static bool is_kept(int kept_fd, const struct idmap *map)
{
	_cleanup_close_ int fd = NO_FD;
	char name[KEPT_NAME_MAX], answer = 0;
	struct stat status;

	kept_name(name, map);
	fd = openat(kept_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	return fd >= 0 && fstat(fd, &status) == 0 && read(fd, &answer, 1) == 1 &&
	       is_fresh(&status, answer);
}

/* One that is cut short is none. */
static void keep(int kept_fd, const struct idmap *map, char answer)
{
	_cleanup_close_ int fd = NO_FD;
	char name[KEPT_NAME_MAX];

	kept_name(name, map);
	fd = openat(kept_fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd >= 0 && write(fd, &answer, 1) != 1)
		(void)unlinkat(kept_fd, name, 0);
}

/* The program's line. None in time is a part that is empty. */
static void ask(const struct idmap *map, char *answer, size_t size)
{
	char name[] = "pam_nsjail_subids", option[] = "--accounts", ask_ms[] = ASK_MS;
	char uid[16], gid[16], count[16];
	char *const arguments[] = { name, option, uid, gid, count, ask_ms, NULL };
	const struct side_program program = {
		.path = SUBIDS_PATH, .arguments = arguments, .fd = NO_FD, .hang_ms = HANG_MS
	};
	struct report quiet = { .socket_fd = NO_FD };

	(void)snprintf(uid, sizeof(uid), "%u", map->uid_base);
	(void)snprintf(gid, sizeof(gid), "%u", map->gid_base);
	(void)snprintf(count, sizeof(count), "%u", map->count);
	if (side_program_run(&program, answer, size, &quiet) < 0)
		(void)snprintf(answer, size, "%c", ANSWER_PART);
}

int directory_ids_check(const struct idmap *map, int state_fd, struct report *report)
{
	_cleanup_close_ int kept_fd = NO_FD;
	char answer[REASON_MAX];
	int error;

	if (!directory_ids_has_service(DIRECTORY_ANY))
		return 0;
	if (state_fd >= 0)
		kept_fd = kept_directory_open(state_fd);
	if (is_kept(kept_fd, map))
		return 0;
	error = side_program_check(SUBIDS_PATH, report);
	if (error < 0)
		return error;
	ask(map, answer, sizeof(answer));
	if (answer[0] == ANSWER_FOUND) {
		(void)report_error(report, 0, "%s", answer + 1);
		return -EEXIST;
	}
	if (answer[0] != ANSWER_NOBODY)
		report_log(report, LOG_WARNING,
			   "the name service did not say whether an account or a group is in the "
			   "subordinate ids from %u (uids) and %u (gids) on",
			   map->uid_base, map->gid_base);
	keep(kept_fd, map, answer[0]);
	return 0;
}
