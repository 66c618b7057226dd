/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Measures contestants in turn, in another order each round, so that what else the machine does
 * falls on all of them alike:
 *
 *   bench SERIES ROUNDS SECONDS CONTESTANT...
 *
 * Ends after that many rounds, or after that many seconds if ROUNDS_MIN are done by then. A
 * contestant is NAME=KIND:ARGUMENTS, or NAME@NAMESPACE=... to be measured in another mount
 * namespace (a file). Kinds: "floor:ROOTFS:HOME:none|host:EMPTY" (floor.h); "open:SERVICE:USER",
 * pam_open_session of a new session (its end is not counted); "cycle:SERVICE:USER", from
 * open_session through close_session; "run:COMMAND LINE", a whole process. Prints
 * "series,round,name,microseconds" lines.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sched.h>
#include <security/pam_appl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "floor.h"
#include "shared/cleanup.h"

#define CONTESTANTS_MAX 64
#define WORDS_MAX	32
#define ROUNDS_MIN	10

struct contestant {
	const char *name;
	const char *namespace;
	double (*measure)(const struct contestant *contestant);
	char *words[WORDS_MAX + 1];
};

static double now_us(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* Whatever was left to us of the last one is none of the next one's business. */
static void reap(void)
{
	while (waitpid(-1, NULL, WNOHANG) > 0)
		continue;
}

static double measure_floor(const struct contestant *contestant)
{
	char *const *words = contestant->words;
	double begin = now_us();

	if (floor_run(words[0], words[1], strcmp(words[2], "none") == 0, words[3]) < 0)
		return -1;
	return now_us() - begin;
}

static int silent(int count, const struct pam_message **messages, struct pam_response **ret,
		  void *data)
{
	(void)messages;
	(void)data;
	*ret = calloc((size_t)count, sizeof(**ret));
	return *ret == NULL ? PAM_CONV_ERR : PAM_SUCCESS;
}

/* Who opens a session has looked the user up and written to the log before, as sshd does it. */
static void user_accept(const char *user)
{
	const struct passwd *account = getpwnam(user);
	int count = 0;

	if (account != NULL)
		(void)getgrouplist(user, account->pw_gid, NULL, &count);
	syslog(LOG_AUTHPRIV | LOG_INFO, "accepted '%s'", user);
}

static double session(const struct contestant *contestant, int has_close)
{
	const struct pam_conv conversation = { silent, NULL };
	char *const *words = contestant->words;
	pam_handle_t *pamh = NULL;
	double begin, end;

	user_accept(words[1]);
	if (pam_start(words[0], words[1], &conversation, &pamh) != PAM_SUCCESS)
		return -1;
	begin = now_us();
	if (pam_open_session(pamh, PAM_SILENT) != PAM_SUCCESS)
		return -1;
	end = now_us();
	(void)pam_close_session(pamh, PAM_SILENT);
	if (has_close)
		end = now_us();
	(void)pam_end(pamh, PAM_SUCCESS);
	return end - begin;
}

static double measure_open(const struct contestant *contestant)
{
	return session(contestant, 0);
}

static double measure_cycle(const struct contestant *contestant)
{
	return session(contestant, 1);
}

static double measure_run(const struct contestant *contestant)
{
	char *const environment[] = { (char[]){ "PATH=/usr/sbin:/usr/bin:/sbin:/bin" }, NULL };
	posix_spawn_file_actions_t quiet;
	double begin;
	int status;
	pid_t pid;

	if (posix_spawn_file_actions_init(&quiet) != 0 ||
	    posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0) != 0)
		return -1;
	begin = now_us();
	if (posix_spawnp(&pid, contestant->words[0], &quiet, NULL, contestant->words,
			 environment) != 0)
		return -1;
	if (waitpid(pid, &status, 0) != pid || status != 0)
		return -1;
	return now_us() - begin;
}

struct kind {
	const char *name;
	const char *separator;
	double (*measure)(const struct contestant *contestant);
};

static const struct kind kinds[] = {
	{ "floor", ":", measure_floor },
	{ "open", ":", measure_open },
	{ "cycle", ":", measure_cycle },
	{ "run", " ", measure_run },
};

static int contestant_parse(struct contestant *contestant, char *text)
{
	char *kind, *word, *name = strsep(&text, "=");
	int count = 0;

	contestant->name = strsep(&name, "@");
	contestant->namespace = name;
	kind = text == NULL ? NULL : strsep(&text, ":");
	for (size_t i = 0; kind != NULL && i < ARRAY_SIZE(kinds); i++) {
		if (strcmp(kind, kinds[i].name) != 0)
			continue;
		contestant->measure = kinds[i].measure;
		while ((word = strsep(&text, kinds[i].separator)) != NULL && count < WORDS_MAX)
			contestant->words[count++] = word;
	}
	return contestant->measure == NULL || count == 0 ? -1 : 0;
}

static int namespace_enter(const char *path)
{
	int fd = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);

	return path == NULL || (fd >= 0 && setns(fd, CLONE_NEWNS) == 0) ? 0 : -1;
}

/* In a child, as sshd does it: a caller is in one jail in its life. */
static double in_child(const struct contestant *contestant)
{
	double time = -1;
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		if (namespace_enter(contestant->namespace) == 0)
			time = contestant->measure(contestant);
		(void)!write(ends[1], &time, sizeof(time));
		_exit(0);
	}
	(void)close(ends[1]);
	if (read(ends[0], &time, sizeof(time)) != sizeof(time))
		time = -1;
	(void)close(ends[0]);
	(void)waitpid(pid, NULL, 0);
	return time;
}

/*
 * In another order each time: what one leaves to the kernel's threads to clear away falls on the
 * next one, and must not always be the same one's burden.
 */
static void shuffle(struct contestant *contestants, int count)
{
	for (int i = count - 1; i > 0; i--) {
		int other = rand() % (i + 1);
		struct contestant kept = contestants[i];

		contestants[i] = contestants[other];
		contestants[other] = kept;
	}
}

static int round_run(const char *series, struct contestant *contestants, int count, int number)
{
	shuffle(contestants, count);
	for (int i = 0; i < count; i++) {
		double time = in_child(&contestants[i]);

		reap();
		if (time < 0) {
			(void)fprintf(stderr, "bench: '%s' failed\n", contestants[i].name);
			return -1;
		}
		(void)printf("%s,%d,%s,%.1f\n", series, number, contestants[i].name, time);
	}
	return 0;
}

int main(int argc, char **argv)
{
	static struct contestant contestants[CONTESTANTS_MAX];
	double begin = now_us();
	int count = argc - 4;

	if (count < 1 || count > CONTESTANTS_MAX) {
		(void)fprintf(
			stderr,
			"usage: bench SERIES ROUNDS SECONDS NAME[@NAMESPACE]=KIND:ARGUMENTS...\n");
		return 2;
	}
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1);
	/* Where sshd, cron and login are. */
	if (chdir("/") < 0)
		return EXIT_FAILURE;
	for (int i = 0; i < count; i++)
		if (contestant_parse(&contestants[i], argv[i + 4]) < 0) {
			(void)fprintf(stderr, "bench: '%s' is no contestant\n", argv[i + 4]);
			return 2;
		}
	for (int i = 0; i < atoi(argv[2]); i++) {
		if (round_run(argv[1], contestants, count, i) < 0)
			return EXIT_FAILURE;
		if (i + 1 >= ROUNDS_MIN && now_us() - begin > atof(argv[3]) * 1e6)
			break;
	}
	return EXIT_SUCCESS;
}
