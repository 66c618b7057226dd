/* SPDX-License-Identifier: BSD-3-Clause */
/* Looking for one line in logs; see why_log.h. */
#include "ctl/why/why_log.h"

#include <fcntl.h>
#include <glob.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>

#include "ctl/output/printable.h"
#include "ctl/why/why_causes.h"
#include "shared/cleanup.h"

#define ID_BYTES  "0123456789abcdef"
#define MARK_SIZE 32
#define MODULE	  "pam_nsjail("

static const char *const log_globs[] = { "/var/log/auth.log*", "/var/log/secure*",
					 "/var/log/syslog*", "/var/log/messages*" };

bool why_id_is_valid(const char *text, size_t length)
{
	return length == WHY_ID_SIZE - 1 && strspn(text, ID_BYTES) >= length;
}

static bool has_begin(const char *text, const char *begin)
{
	return strncmp(text, begin, strlen(begin)) == 0;
}

/*
 * Where a line's message begins: behind the first name, with what stands before that. What a jail
 * sends has the keeper's words there, and what others quote of a stranger their own. journalctl
 * indents what goes on.
 */
static const char *message_of(const char *line)
{
	const char *name_end = strstr(line, ": ");

	if (line[0] == ' ' || line[0] == '\t')
		return NULL;
	if (has_begin(line, MODULE) || name_end == NULL)
		return line;
	return name_end + strlen(": ");
}

/* How the module begins what it logs of a refusal, or, with the word `audit`, what would be one. */
static bool is_refusal(const char *line, const char *id)
{
	char mark[MARK_SIZE];
	const char *message = message_of(line);
	const char *service_end;

	if (message == NULL || !has_begin(message, MODULE))
		return false;
	(void)snprintf(mark, sizeof(mark), "refused [%s] ", id);
	service_end = strstr(message, "): ");
	if (service_end == NULL)
		return false;
	message = service_end + strlen("): ");
	return has_begin(message, mark) ||
	       (has_begin(message, "audit: ") && strstr(message, mark) != NULL);
}

/* The last one: an id can come back, after years. */
static char *stream_find(FILE *stream, const char *id)
{
	_cleanup_free_ char *line = NULL;
	char *found = NULL;
	size_t size = 0;
	ssize_t length;

	while ((length = getline(&line, &size, stream)) > 0) {
		if (line[length - 1] == '\n')
			line[length - 1] = '\0';
		if (!is_refusal(line, id))
			continue;
		free(found);
		found = strdup(line);
	}
	return found;
}

static char *file_find(const char *path, const char *id)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	_cleanup_fclose_ FILE *stream = fd < 0 ? NULL : fdopen(fd, "r");

	if (fd >= 0 && stream == NULL)
		(void)close(fd);
	return stream == NULL ? NULL : stream_find(stream, id);
}

static char *logs_find(const char *id)
{
	char *found = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(log_globs) && found == NULL; i++) {
		glob_t paths = { 0 };

		if (glob(log_globs[i], 0, NULL, &paths) == 0)
			for (size_t k = 0; k < paths.gl_pathc && found == NULL; k++)
				found = file_find(paths.gl_pathv[k], id);
		globfree(&paths);
	}
	return found;
}

static int journal_spawn(const char *id, int output_fd, pid_t *ret_pid)
{
	char grep[MARK_SIZE], name[] = "journalctl", quiet[] = "-q", pager[] = "--no-pager";
	char root[] = "_UID=0", output[] = "--output=short-iso";
	char path[] = "PATH=/usr/bin:/bin", locale[] = "LC_ALL=C";
	char *const arguments[] = { name, quiet, pager, output, grep, root, NULL };
	char *const environment[] = { path, locale, NULL };
	posix_spawn_file_actions_t actions;
	int error = posix_spawn_file_actions_init(&actions);

	if (error != 0)
		return -error;
	(void)snprintf(grep, sizeof(grep), "--grep=%s", id);
	error = posix_spawn_file_actions_adddup2(&actions, output_fd, STDOUT_FILENO);
	if (error == 0)
		error = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null",
							 O_WRONLY, 0);
	if (error == 0)
		error = posix_spawnp(ret_pid, name, &actions, NULL, arguments, environment);
	(void)posix_spawn_file_actions_destroy(&actions);
	return -error;
}

/* Only what root's processes have said: anybody can write to the journal. A keeper is root's, too.
 */
static char *journal_find(const char *id)
{
	_cleanup_fclose_ FILE *stream = NULL;
	char *found;
	int ends[2];
	pid_t pid = -1;
	int error;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return NULL;
	error = journal_spawn(id, ends[1], &pid);
	(void)close(ends[1]);
	stream = fdopen(ends[0], "r");
	if (stream == NULL)
		(void)close(ends[0]);
	found = error < 0 || stream == NULL ? NULL : stream_find(stream, id);
	while (error == 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	return found;
}

char *why_log_find(const char *id, const char *path)
{
	char *found = path == NULL ? journal_find(id) : file_find(path, id);

	return found == NULL && path == NULL ? logs_find(id) : found;
}

/* Behind the last one begins what is for programs; nothing that the module quotes comes after it.
 */
static size_t reason_length(const char *reason)
{
	const char *end = NULL;

	for (const char *found = reason; (found = strstr(found, " (event=")) != NULL; found++)
		end = found;
	return end == NULL ? strlen(reason) : (size_t)(end - reason);
}

char *why_reason(const char *line)
{
	const char *user = strstr(line, "] user '");
	const char *reason = user == NULL ? NULL : strstr(user + strlen("] user '"), "': ");

	if (reason == NULL)
		return NULL;
	reason += strlen("': ");
	return strndup(reason, reason_length(reason));
}

/* Reasons are joined with "; ", and each may have its own way out. */
void why_write(FILE *stream, const char *line)
{
	_cleanup_free_ char *rest = why_reason(line);
	char *next = rest;

	printable_write(stream, line);
	(void)fputc('\n', stream);
	while (next != NULL) {
		char *cause = next;
		char *end = strstr(cause, "; ");
		const char *mend;

		next = end == NULL ? NULL : end + 2;
		if (end != NULL)
			*end = '\0';
		mend = why_cause_mend(cause);
		(void)fprintf(stream, "  %scause:%s ", style_begin(stream, STYLE_ERROR),
			      style_end(stream, STYLE_ERROR));
		printable_write(stream, cause);
		(void)fprintf(stream, "\n    mend: %s\n",
			      mend == NULL ? "not known; pam_nsjail(8) and nsjail.conf(5) may help"
					   : mend);
	}
}
