/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Measures contestants in turn, so that what else the machine does falls on all of them alike:
 *
 *   bench ROUNDS CONTESTANT...
 *
 * A contestant is NAME=KIND:ARGUMENTS. Kinds: "floor:ROOTFS:none|host:EMPTY" (floor.h);
 * "open:CONFDIR:SERVICE:USER", pam_open_session of a new session (its end is not counted);
 * "cycle:CONFDIR:SERVICE:USER", from open_session through close_session to the next;
 * "run:COMMAND LINE", a whole process. Prints "round,name,microseconds" lines.
 */
#include <errno.h>
#include <security/pam_appl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "floor.h"
#include "shared/cleanup.h"

#define CONTESTANTS_MAX 64
#define WORDS_MAX	32

struct contestant {
	const char *name;
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

	if (floor_run(words[0], strcmp(words[1], "none") == 0, words[2]) < 0)
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

/* In a child, as sshd does it: a caller is in one jail in its life. */
static double session(const struct contestant *contestant, int has_close)
{
	const struct pam_conv conversation = { silent, NULL };
	char *const *words = contestant->words;
	pam_handle_t *pamh = NULL;
	double begin, end;

	if (pam_start_confdir(words[1], words[2], &conversation, words[0], &pamh) != PAM_SUCCESS)
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

static double in_child(const struct contestant *contestant, int has_close)
{
	int ends[2];
	double time = -1;
	pid_t pid;

	if (pipe(ends) < 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		time = session(contestant, has_close);
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

static double measure_open(const struct contestant *contestant)
{
	return in_child(contestant, 0);
}

static double measure_cycle(const struct contestant *contestant)
{
	return in_child(contestant, 1);
}

static double measure_run(const struct contestant *contestant)
{
	char *const environment[] = { (char[]){ "PATH=/usr/sbin:/usr/bin:/sbin:/bin" }, NULL };
	double begin = now_us();
	int status;
	pid_t pid;

	if (posix_spawnp(&pid, contestant->words[0], NULL, NULL, contestant->words, environment) !=
	    0)
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
	char *kind, *word;
	int count = 0;

	contestant->name = strsep(&text, "=");
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

static int round_run(const struct contestant *contestants, int count, int number)
{
	for (int i = 0; i < count; i++) {
		double time = contestants[i].measure(&contestants[i]);

		reap();
		if (time < 0) {
			(void)fprintf(stderr, "bench: '%s' failed\n", contestants[i].name);
			return -1;
		}
		(void)printf("%d,%s,%.1f\n", number, contestants[i].name, time);
	}
	return 0;
}

int main(int argc, char **argv)
{
	static struct contestant contestants[CONTESTANTS_MAX];
	int count = argc - 2;
	int error = 0;

	if (count < 1 || count > CONTESTANTS_MAX) {
		(void)fprintf(stderr, "usage: bench ROUNDS NAME=KIND:ARGUMENTS...\n");
		return 2;
	}
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1);
	for (int i = 0; i < count; i++)
		if (contestant_parse(&contestants[i], argv[i + 2]) < 0) {
			(void)fprintf(stderr, "bench: '%s' is no contestant\n", argv[i + 2]);
			return 2;
		}
	for (int i = 0; error == 0 && i < atoi(argv[1]); i++)
		error = round_run(contestants, count, i);
	return error < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
