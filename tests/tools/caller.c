/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An application that opens PAM sessions in odd ways. usage: caller SERVICE USER STEP..., where a
 * step is a word of the table at the end, or word=value; each line of output is what a step found.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <security/pam_appl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "caller/facts.h"
#include "caller/items.h"
#include "caller/oddities.h"
#include "caller/report.h"
#include "caller/state.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define JAILS	     STATE_DIR "/jails"
#define GONE_SECONDS 2
#define WARM_UP	     20
#define GATE_FD	     250

/* Stands in a trace around what libpam does; the number is nobody's process. */
#define MARK(number) ((void)syscall(SYS_getpgid, 7654320 + (number)))

struct caller {
	const char *service;
	const char *user;
	struct pam_conv conversation;
	pam_handle_t *handles[2];
	size_t current;
	char *saved;
	pid_t apart;
	char **next; /* the steps to come */
};

static const char *code_name(int code)
{
	static const char *const names[] = {
		[PAM_SUCCESS] = "success",	   [PAM_SYSTEM_ERR] = "system_err",
		[PAM_PERM_DENIED] = "perm_denied", [PAM_SESSION_ERR] = "session_err",
		[PAM_IGNORE] = "ignore",
	};
	const char *name = code >= 0 && (size_t)code < COUNT(names) ? names[code] : NULL;

	return name == NULL ? "other" : name;
}

/* The id is another one each time. */
static int converse(int count, const struct pam_message **messages,
		    struct pam_response **ret_answer, void *data)
{
	(void)data;
	for (int i = 0; i < count; i++)
		report("told %.13s\n", messages[i]->msg);
	*ret_answer = calloc((size_t)count, sizeof(**ret_answer));
	return *ret_answer == NULL ? PAM_CONV_ERR : PAM_SUCCESS;
}

static pam_handle_t *handle(struct caller *caller)
{
	pam_handle_t **current = &caller->handles[caller->current];

	if (*current == NULL)
		expect(pam_start(caller->service, caller->user, &caller->conversation, current) ==
			       PAM_SUCCESS,
		       "pam_start");
	return *current;
}

static void use_handle(struct caller *caller, const char *value)
{
	caller->current = value[0] == '2' ? 1 : 0;
	(void)handle(caller);
}

static void set_user(struct caller *caller, const char *value)
{
	expect(pam_set_item(handle(caller), PAM_USER, value) == PAM_SUCCESS, "PAM_USER");
}

static void set_rhost(struct caller *caller, const char *value)
{
	items_rhost(handle(caller), value);
}

static void put(struct caller *caller, const char *value)
{
	items_put(handle(caller), value);
}

static void variables(struct caller *caller, const char *value)
{
	(void)value;
	items_variables(handle(caller));
}

/* pam_start(3) itself refuses a missing one. */
static void mute(struct caller *caller, const char *value)
{
	const struct pam_conv none = { NULL, NULL };

	(void)value;
	expect(pam_set_item(handle(caller), PAM_CONV, &none) == PAM_SUCCESS, "PAM_CONV");
}

static void open_session(struct caller *caller, const char *value)
{
	pam_handle_t *pamh = handle(caller);
	int code;

	MARK(0);
	code = pam_open_session(pamh, value == NULL ? 0 : PAM_SILENT);
	MARK(1);
	report("open %s\n", code_name(code));
}

static void close_session(struct caller *caller, const char *value)
{
	pam_handle_t *pamh = handle(caller);
	int code;

	(void)value;
	MARK(2);
	code = pam_close_session(pamh, 0);
	MARK(3);
	report("close %s\n", code_name(code));
}

/* What the application decides on for the next user, with the files that it sees by then. */
static void authenticate(struct caller *caller, const char *value)
{
	int code;

	(void)value;
	if (caller->handles[caller->current] == NULL &&
	    pam_start(caller->service, caller->user, &caller->conversation,
		      &caller->handles[caller->current]) != PAM_SUCCESS) {
		report("start failed\n");
		return;
	}
	code = pam_authenticate(handle(caller), 0);
	report("auth %s\n", code == PAM_SUCCESS ? "success" : "denied");
}

static void set_service(struct caller *caller, const char *value)
{
	caller->service = value;
}

static void next_user(struct caller *caller, const char *value)
{
	caller->user = value;
	caller->current = 1;
}

/* The first line of a file. */
static void read_file(struct caller *caller, const char *path)
{
	FILE *file = fopen(path, "re");
	char line[256] = "";

	(void)caller;
	if (file != NULL && fgets(line, sizeof(line), file) != NULL)
		line[strcspn(line, "\n")] = '\0';
	report("%s: %s\n", path, file == NULL ? strerror(errno) : line);
	if (file != NULL)
		(void)fclose(file);
}

static void end(struct caller *caller, const char *value)
{
	pam_handle_t **current = &caller->handles[caller->current];

	expect(pam_end(*current, value == NULL ? 0 : PAM_DATA_SILENT) == PAM_SUCCESS, "pam_end");
	*current = NULL;
}

/* "save=facts" when facts are to follow. */
static void save(struct caller *caller, const char *value)
{
	(void)handle(caller);
	if (value != NULL)
		facts_begin(caller->user);
	free(caller->saved);
	caller->saved = state_read();
}

static void same(struct caller *caller, const char *excused)
{
	state_compare(caller->saved, excused);
}

static void where(struct caller *caller, const char *value)
{
	(void)value;
	state_where(caller->saved);
}

static size_t count_jails(void)
{
	DIR *directory = opendir(JAILS);
	size_t count = 0;

	if (directory == NULL)
		return 0;
	for (const struct dirent *entry; (entry = readdir(directory)) != NULL;)
		count += entry->d_name[0] == '.' ? 0 : 1;
	(void)closedir(directory);
	return count;
}

static void facts(struct caller *caller, const char *value)
{
	(void)value;
	facts_report(caller->saved);
}

/* From outside, while this process lives. */
static void gone(struct caller *caller, const char *value)
{
	const struct timespec moment = { .tv_nsec = 10000000 };
	int tries = GONE_SECONDS * 100;

	(void)caller;
	(void)value;
	while (count_jails() > 0 && tries-- > 0)
		(void)nanosleep(&moment, NULL);
	report(count_jails() == 0 ? "gone\n" : "%zu JAILS LEFT\n", count_jails());
}

/* Nothing can be forked in a pid namespace whose init is dead. */
static void alive(struct caller *caller, const char *value)
{
	pid_t pid = fork();

	(void)caller;
	(void)value;
	if (pid == 0)
		_exit(0);
	report(pid > 0 ? "alive\n" : "dead\n");
	expect(pid < 0 || waitpid(pid, NULL, 0) == pid, "wait");
}

/* For what others do meanwhile. */
static void sleep_ms(struct caller *caller, const char *value)
{
	int ms = atoi(value);
	const struct timespec duration = { ms / 1000, ms % 1000 * 1000000L };

	(void)caller;
	(void)nanosleep(&duration, NULL);
}

/* The steps up to "exit" are a forked child's, which is waited for. */
static void fork_child(struct caller *caller, const char *value)
{
	pid_t pid = fork();
	int status = -1;

	(void)value;
	expect(pid >= 0, "fork");
	if (pid == 0)
		return;
	expect(waitpid(pid, &status, 0) == pid && status == 0, "the child");
	while (strcmp(*caller->next++, "exit") != 0)
		;
}

/* The steps up to "exit" are another process's, which takes them when this one comes to "meet". */
static void set_apart(struct caller *caller, const char *value)
{
	int ends[2];
	char byte;

	(void)value;
	expect(pipe2(ends, O_CLOEXEC) == 0 && dup3(ends[1], GATE_FD, O_CLOEXEC) == GATE_FD, "pipe");
	caller->apart = fork();
	expect(caller->apart >= 0, "fork");
	expect(close(ends[1]) == 0, "pipe");
	if (caller->apart == 0) {
		expect(close(GATE_FD) == 0 && read(ends[0], &byte, 1) == 1, "the gate");
		expect(close(ends[0]) == 0, "pipe");
		state_begin();
		return;
	}
	expect(close(ends[0]) == 0, "pipe");
	while (strcmp(*caller->next++, "exit") != 0)
		;
}

static void meet(struct caller *caller, const char *value)
{
	int status = -1;

	(void)value;
	report("--\n");
	expect(write(GATE_FD, "", 1) == 1 && close(GATE_FD) == 0, "the gate");
	expect(waitpid(caller->apart, &status, 0) == caller->apart && status == 0, "the other");
	report("--\n");
}

static void leave_child(struct caller *caller, const char *value)
{
	(void)caller;
	(void)value;
	_exit(0);
}

static void write_log(struct caller *caller, const char *value)
{
	(void)caller;
	(void)value;
	syslog(LOG_AUTHPRIV | LOG_INFO, "the caller can write to the log");
}

static long pages_used(void)
{
	FILE *statm = fopen("/proc/self/statm", "re");
	long size = 0;

	expect(statm != NULL && fscanf(statm, "%ld", &size) == 1 && fclose(statm) == 0, "statm");
	return size;
}

/* So many sessions, one after the other, on a handle of their own. */
static void repeat(struct caller *caller, const char *value)
{
	int count = atoi(value);
	long before = 0;

	for (int i = 0; i < count; i++) {
		int opened = pam_open_session(handle(caller), 0);
		int closed = pam_close_session(handle(caller), 0);

		if (opened != PAM_SUCCESS || closed != PAM_SUCCESS)
			report("%d: open %s, close %s\n", i, code_name(opened), code_name(closed));
		end(caller, NULL);
		if (i == WARM_UP)
			before = pages_used();
	}
	report("%d sessions, %ld pages more\n", count, pages_used() - before);
}

static const struct {
	const char *word;
	void (*run)(struct caller *caller, const char *value);
	void (*oddity)(const char *value);
} steps[] = {
	{ "open", open_session, NULL },
	{ "close", close_session, NULL },
	{ "end", end, NULL },
	{ "auth", authenticate, NULL },
	{ "next", next_user, NULL },
	{ "service", set_service, NULL },
	{ "read", read_file, NULL },
	{ "handle", use_handle, NULL },
	{ "user", set_user, NULL },
	{ "rhost", set_rhost, NULL },
	{ "put", put, NULL },
	{ "variables", variables, NULL },
	{ "mute", mute, NULL },
	{ "save", save, NULL },
	{ "same", same, NULL },
	{ "where", where, NULL },
	{ "gone", gone, NULL },
	{ "alive", alive, NULL },
	{ "sleep", sleep_ms, NULL },
	{ "fork", fork_child, NULL },
	{ "exit", leave_child, NULL },
	{ "apart", set_apart, NULL },
	{ "meet", meet, NULL },
	{ "facts", facts, NULL },
	{ "log", write_log, NULL },
	{ "repeat", repeat, NULL },
	{ "sigchld", NULL, oddity_sigchld },
	{ "children", NULL, oddity_children },
	{ "alarm", NULL, oddity_alarm },
	{ "alarms", NULL, oddity_alarms },
	{ "everything", NULL, oddity_everything },
	{ "shut", NULL, oddity_close },
	{ "fill", NULL, oddity_fill },
	{ "limit", NULL, oddity_limit },
	{ "thread", NULL, oddity_thread },
	{ "share", NULL, oddity_share },
	{ "unshare_fs", NULL, oddity_unshare_fs },
	{ "chroot", NULL, oddity_chroot },
	{ "chdir", NULL, oddity_chdir },
	{ "unshare", NULL, oddity_unshare },
};

static void take_step(struct caller *caller, const char *step)
{
	size_t length = strcspn(step, "=");
	const char *value = step[length] == '=' ? step + length + 1 : NULL;

	for (size_t i = 0; i < COUNT(steps); i++) {
		if (strlen(steps[i].word) != length || strncmp(steps[i].word, step, length) != 0)
			continue;
		if (steps[i].run != NULL)
			steps[i].run(caller, value);
		else
			steps[i].oddity(value);
		return;
	}
	errno = EINVAL;
	broken(step);
}

int main(int argc, char **argv)
{
	struct caller caller = { .conversation = { converse, NULL } };

	if (argc < 3) {
		(void)fputs("usage: caller SERVICE USER STEP...\n", stderr);
		return 2;
	}
	report_begin();
	state_begin();
	caller.service = argv[1];
	caller.user = strcmp(argv[2], "-") == 0 ? NULL : argv[2];
	caller.next = argv + 3;
	while (*caller.next != NULL)
		take_step(&caller, *caller.next++);
	return 0;
}
