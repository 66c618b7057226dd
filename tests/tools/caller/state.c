/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "state.h"

#include <fcntl.h>
#include <linux/keyctl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "report.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define FILE_FD	     (STATE_FD + 1)

extern char **environ;

static const char *const looked_at[] = { "status", "limits", "oom_score_adj", "timerslack_ns" };
static const char *const links[] = {
	"cwd",
	"root",
	"ns/mnt",
	"ns/pid",
	"ns/uts",
	"ns/ipc",
	"ns/user",
	"ns/cgroup",
	"ns/pid_for_children",
	"ns/net",
	"ns/time",
	"exe",
	"ns/time_for_children",
};
/* As the caller sees them, and as the jail's init has them. */
static const char *const joined[][2] = {
	{ "ns/mnt", "/proc/1/ns/mnt" },	      { "ns/pid_for_children", "/proc/1/ns/pid" },
	{ "ns/uts", "/proc/1/ns/uts" },	      { "ns/ipc", "/proc/1/ns/ipc" },
	{ "ns/cgroup", "/proc/1/ns/cgroup" }, { "ns/net", "/proc/1/ns/net" },
};
static const char *const volatile_lines[] = { "status State",  "status Vm",   "status SigQ",
					      "status Rss",    "status Huge", "status FDSize",
					      "_ctxt_switches" };

static void keep_open(const char *path, int flags, int number)
{
	int fd = open(path, flags | O_CLOEXEC);

	expect(fd >= 0 && dup3(fd, number, O_CLOEXEC) == number && close(fd) == 0, path);
}

void state_begin(void)
{
	keep_open("/proc/self", O_RDONLY | O_DIRECTORY, STATE_FD);
	for (size_t i = 0; i < COUNT(looked_at); i++) {
		char path[64];

		(void)snprintf(path, sizeof(path), "/proc/self/%s", looked_at[i]);
		keep_open(path, O_RDONLY, FILE_FD + (int)i);
	}
}

static void write_files(FILE *to)
{
	static char text[16384];

	for (size_t i = 0; i < COUNT(looked_at); i++) {
		ssize_t length = pread(FILE_FD + (int)i, text, sizeof(text) - 1, 0);
		char *rest;

		expect(length > 0, looked_at[i]);
		text[length] = '\0';
		for (char *line = strtok_r(text, "\n", &rest); line != NULL;
		     line = strtok_r(NULL, "\n", &rest))
			(void)fprintf(to, "%s %s\n", looked_at[i], line);
	}
}

static const char *read_own_link(const char *name)
{
	static char target[256];
	ssize_t length = readlinkat(STATE_FD, name, target, sizeof(target) - 1);

	target[length < 0 ? 0 : length] = '\0';
	return length < 0 ? "none" : target;
}

static void write_links(FILE *to)
{
	for (size_t i = 0; i < COUNT(links); i++)
		(void)fprintf(to, "%s %s\n", links[i], read_own_link(links[i]));
}

/* By number: to list a directory takes a descriptor. */
static void write_descriptors(FILE *to)
{
	for (int fd = 0; fd <= LAST_FD; fd++) {
		char name[32];

		if (fcntl(fd, F_GETFD) < 0)
			continue;
		(void)snprintf(name, sizeof(name), "fd/%d", fd);
		(void)fprintf(to, "%s %s flags %d %o\n", name, read_own_link(name),
			      fcntl(fd, F_GETFD), (unsigned int)fcntl(fd, F_GETFL));
	}
}

static void write_signals(FILE *to)
{
	for (int signal = 1; signal < NSIG; signal++) {
		struct sigaction action;
		unsigned long mask;

		if (sigaction(signal, NULL, &action) < 0)
			continue;
		memcpy(&mask, &action.sa_mask, sizeof(mask));
		(void)fprintf(to, "signal %d %p %x %lx\n", signal,
			      *(void **)(void *)&action.sa_handler, (unsigned int)action.sa_flags,
			      mask);
	}
}

static void write_process(FILE *to)
{
	char name[16];
	int death_signal, subreaper;
	struct itimerval timer;

	expect(prctl(PR_GET_NAME, name) == 0, "name");
	expect(prctl(PR_GET_PDEATHSIG, &death_signal) == 0, "death signal");
	expect(prctl(PR_GET_CHILD_SUBREAPER, &subreaper) == 0, "subreaper");
	expect(getitimer(ITIMER_REAL, &timer) == 0, "timer");
	(void)fprintf(to, "name %s\ndeath_signal %d\nsubreaper %d\n", name, death_signal,
		      subreaper);
	(void)fprintf(to, "timer %s every %ld\n", timer.it_value.tv_usec > 0 ? "runs" : "rests",
		      (long)timer.it_interval.tv_usec);
	(void)fprintf(to, "dumpable %d\nsecurebits %d\nkeepcaps %d\n", prctl(PR_GET_DUMPABLE),
		      prctl(PR_GET_SECUREBITS), prctl(PR_GET_KEEPCAPS));
	(void)fprintf(to, "session %d\ngroup %d\npriority %d\nkeyring %ld\n", getsid(0), getpgrp(),
		      getpriority(PRIO_PROCESS, 0),
		      syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0));
	for (char **variable = environ; *variable != NULL; variable++)
		(void)fprintf(to, "environment %s\n", *variable);
}

char *state_read(void)
{
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	expect(to != NULL, "memory");
	write_files(to);
	write_links(to);
	write_descriptors(to);
	write_signals(to);
	write_process(to);
	expect(fclose(to) == 0, "memory");
	return text;
}

static bool is_among(const char *line, size_t length, const char *text)
{
	for (const char *found = text; (found = strstr(found, line)) != NULL; found++)
		if ((found == text || found[-1] == '\n') && found[length] == '\n')
			return true;
	return false;
}

/* excused: beginnings of lines after the first word, with commas between them. */
static bool is_excused(const char *line, const char *excused)
{
	char *words = strdup(excused == NULL ? "" : excused);
	bool is_found = false;
	char *rest;

	expect(words != NULL, "memory");
	for (size_t i = 0; i < COUNT(volatile_lines) && !is_found; i++)
		is_found = strstr(line, volatile_lines[i]) != NULL;
	for (char *word = strtok_r(words, ",", &rest); word != NULL && !is_found;
	     word = strtok_r(NULL, ",", &rest))
		is_found = strncmp(line, word, strlen(word)) == 0;
	free(words);
	return is_found;
}

/* The lines of one that the other lacks. */
static int compare(const char *sign, const char *one, const char *other, const char *excused)
{
	char *lines = strdup(one);
	int differences = 0;
	char *rest;

	expect(lines != NULL, "memory");
	for (char *line = strtok_r(lines, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (is_among(line, strlen(line), other) || is_excused(line, excused))
			continue;
		report("%s %s\n", sign, line);
		differences++;
	}
	free(lines);
	return differences;
}

void state_compare(const char *saved, const char *excused)
{
	char *now = state_read();
	int differences = compare("was", saved, now, excused) + compare("is", now, saved, excused);

	report(differences == 0 ? "same\n" : "different\n");
	free(now);
}

static bool has_line(const char *text, const char *line)
{
	return is_among(line, strlen(line), text);
}

static bool is_with_init(const char *own, const char *of_init)
{
	char target[64];
	ssize_t length = readlink(of_init, target, sizeof(target) - 1);

	if (length < 0)
		return false;
	target[length] = '\0';
	return strcmp(read_own_link(own), target) == 0;
}

static size_t count_moved(const char *saved)
{
	size_t moved = 0;

	for (size_t i = 0; i < COUNT(joined); i++) {
		char line[320];

		(void)snprintf(line, sizeof(line), "%s %s", joined[i][0],
			       read_own_link(joined[i][0]));
		moved += has_line(saved, line) ? 0 : 1;
	}
	return moved;
}

static bool is_confined(void)
{
	static const char *const lines[] = {
		"status CapInh:\t0000000000000000",
		"status CapBnd:\t0000000000000000",
		"status CapAmb:\t0000000000000000",
		"status NoNewPrivs:\t1",
		"dumpable 0",
	};
	char *now = state_read();
	/* Or where the application was, if the jail has that: the tests have it elsewhere. */
	bool is_good = has_line(now, "cwd /") || has_line(now, "cwd /home/alice");

	if (!is_good)
		report("is elsewhere\n");
	for (size_t i = 0; i < COUNT(lines); i++) {
		if (has_line(now, lines[i]))
			continue;
		report("lacks %s\n", lines[i]);
		is_good = false;
	}
	free(now);
	return is_good;
}

/* Everything between "outside" and "inside confined" is a half state. */
void state_where(const char *saved)
{
	size_t moved = count_moved(saved);
	size_t with_init = 0;

	for (size_t i = 0; i < COUNT(joined); i++)
		with_init += is_with_init(joined[i][0], joined[i][1]) ? 1 : 0;
	if (moved == 0)
		report("outside\n");
	else if (moved == COUNT(joined) && with_init == COUNT(joined))
		report(is_confined() ? "inside confined\n" : "HALF: inside, not confined\n");
	else
		report("HALF: %zu namespaces left, %zu are the jail's\n", moved, with_init);
}

bool state_report_namespaces(const char *saved)
{
	if (count_moved(saved) == 0) {
		report("outside\n");
		return false;
	}
	for (size_t i = 0; i < COUNT(links); i++) {
		char line[320];

		if (strncmp(links[i], "ns/", 3) != 0)
			continue;
		(void)snprintf(line, sizeof(line), "%s %s", links[i], read_own_link(links[i]));
		report("%s is %s\n", links[i], has_line(saved, line) ? "the host's" : "another");
	}
	return true;
}
