/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Races others' processes from their first moment on: whichever new process lets itself be looked
 * into or traced is named. It must never: keep one that it has caught.
 */
#include "race.h"

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#define WINDOW 8 /* numbers beyond the last one that was seen */

static long own_count, foreign_count;

/* Who may be traced shows what it runs; a program that this root does not have is the host's. */
static void caught(pid_t pid)
{
	char link[64], target[256];
	ssize_t length;

	(void)snprintf(link, sizeof(link), "/proc/%d/exe", pid);
	length = readlink(link, target, sizeof(target) - 1);
	if (length <= 0)
		return;
	target[length] = '\0';
	if (access(target, F_OK) == 0) {
		own_count++;
		return;
	}
	foreign_count++;
	printf("caught: %s\n", target);
}

static bool look_into(pid_t pid)
{
	if (kill(pid, 0) < 0)
		return false;
	if (ptrace(PTRACE_SEIZE, pid, NULL, NULL) == 0) {
		caught(pid);
		(void)ptrace(PTRACE_INTERRUPT, pid, NULL, NULL);
		(void)waitpid(pid, NULL, __WALL);
		(void)ptrace(PTRACE_DETACH, pid, NULL, NULL);
	} else {
		caught(pid);
	}
	return true;
}

int race(void)
{
	struct pollfd end = { .fd = STDIN_FILENO, .events = POLLIN };
	pid_t last = getpid();

	puts("ready");
	(void)fflush(stdout);
	while (poll(&end, 1, 0) == 0)
		for (pid_t pid = last + 1; pid <= last + WINDOW; pid++)
			if (look_into(pid))
				last = pid;
	printf("own %ld, foreign %ld\n", own_count, foreign_count);
	return 0;
}
