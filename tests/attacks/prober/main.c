/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Tries attacks from within a jail, and says for each "ID WHAT: held ERRNO", "fell ERRNO" or
 * "absent". Static, so that it runs in any rootfs. It must never: do harm where an attack succeeds.
 *
 *   prober ACTOR [ID...]         plain, plain-root, private, private-root or weak; all IDs or these
 *   prober root PROGRAM...       with the setuid bit: becomes root, then that
 *   prober uid NUMBER PROGRAM... gives root up for that id, then that
 *   prober idle-init PROGRAM...  a process 1 that reaps nobody but PROGRAM, and dies of a SIGUSR1
 *   prober with-key PROGRAM...   with a key in a new session keyring
 *   prober is-root               status 0 if it is
 *   prober race                  traces what is new, until standard input ends
 *   prober serve                 what the host has, until standard input ends
 */
#include <errno.h>
#include <linux/keyctl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "life.h"
#include "probe.h"
#include "race.h"

#define ATTEMPT_SECONDS 20

const char *own_path;
int starter;

static const struct {
	const char *name;
	unsigned int actor;
} actors[] = {
	{ "plain", PLAIN },	{ "plain-root", PLAIN_ROOT },
	{ "private", PRIVATE }, { "private-root", PRIVATE_ROOT },
	{ "weak", WEAK },
};

/* errno of the attempt, 0 for success, or -1 if it ended by a signal. */
static int attempt_apart(const struct probe *probe)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		(void)alarm(ATTEMPT_SECONDS);
		_exit(probe->attempt() == -1 ? errno : 0);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool is_refusal(const struct probe *probe, const char *name)
{
	size_t length = strlen(name);

	for (const char *found = probe->refusals; (found = strstr(found, name)) != NULL; found++)
		if ((found == probe->refusals || found[-1] == ' ') &&
		    (found[length] == ' ' || found[length] == '\0'))
			return true;
	return false;
}

static void run(const struct probe *probe)
{
	int error = attempt_apart(probe);
	const char *name = error > 0 ? strerrorname_np(error) : NULL;

	if (error == NOT_HERE)
		printf("%s %s: absent\n", probe->id, probe->what);
	else if (name != NULL)
		printf("%s %s: %s %s\n", probe->id, probe->what,
		       is_refusal(probe, name) ? "held" : "fell", name);
	else
		printf("%s %s: fell %s\n", probe->id, probe->what, error == 0 ? "done" : "signal");
	(void)fflush(stdout);
}

static bool is_asked_for(const struct probe *probe, unsigned int actor, char **ids)
{
	if (actor != WEAK && (probe->actors & actor) == 0)
		return false;
	if (ids[0] == NULL)
		return actor != WEAK || (probe->actors & DEADLY) == 0;
	while (*ids != NULL)
		if (strcmp(*ids++, probe->id) == 0)
			return true;
	return false;
}

static int run_all(unsigned int actor, char **ids)
{
	static const struct probe *const lists[] = {
		caller_probes, process_probes, mount_probes,   privilege_probes,
		kernel_probes, life_probes,    machine_probes,
	};

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		for (const struct probe *probe = lists[i]; probe->id != NULL; probe++)
			if (is_asked_for(probe, actor, ids))
				run(probe);
	return 0;
}

static int execute(char **program)
{
	(void)execvp(program[0], program);
	perror(program[0]);
	return 127;
}

static int become(char **arguments, unsigned int id)
{
	if (setresgid(id, id, id) < 0 || setresuid(id, id, id) < 0) {
		perror("prober: ids");
		return 1;
	}
	return execute(arguments);
}

static int run_root(char **arguments)
{
	return become(arguments, 0);
}

static int run_uid(char **arguments)
{
	return become(arguments + 1, (unsigned int)strtoul(arguments[0], NULL, 10));
}

static void end_by_signal(int number)
{
	_exit(128 + number);
}

static int run_idle_init(char **arguments)
{
	int status = 0;
	pid_t child;

	(void)signal(SIGUSR1, end_by_signal);
	child = fork();

	if (child == 0)
		_exit(execute(arguments));
	(void)waitpid(child, &status, 0);
	return WEXITSTATUS(status);
}

static int run_with_key(char **arguments)
{
	if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) < 0 ||
	    syscall(SYS_add_key, "user", "prober-canary", "x", 1, KEY_SPEC_SESSION_KEYRING) < 0) {
		perror("prober: key");
		return 1;
	}
	return execute(arguments);
}

static int run_is_root(char **arguments)
{
	(void)arguments;
	return geteuid() == 0 ? 0 : 1;
}

static int run_race(char **arguments)
{
	(void)arguments;
	return race();
}

static int run_serve(char **arguments)
{
	(void)arguments;
	return serve();
}

static const struct {
	const char *name;
	int count; /* of arguments, at least */
	int (*run)(char **arguments);
} commands[] = {
	{ "root", 1, run_root },	   { "uid", 2, run_uid },
	{ "idle-init", 1, run_idle_init }, { "with-key", 1, run_with_key },
	{ "serve", 0, run_serve },	   { "race", 0, run_race },
	{ "is-root", 0, run_is_root },
};

int main(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : "";

	own_path = argv[0];
	starter = getppid();
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(word, commands[i].name) == 0 && argc - 2 >= commands[i].count)
			return commands[i].run(argv + 2);
	for (size_t i = 0; i < sizeof(actors) / sizeof(actors[0]); i++)
		if (strcmp(word, actors[i].name) == 0)
			return run_all(actors[i].actor, argv + 2);
	(void)fputs("usage: prober ACTOR [ID...]\n", stderr);
	return 2;
}
