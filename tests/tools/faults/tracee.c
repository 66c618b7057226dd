/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "tracee.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TRACEES_MAX 256
#define HELPER	    "pam_nsjail_helper"
#define OWN_NAMES   "nsjail-"

static struct tracee tracees[TRACEES_MAX];
static unsigned int helpers;

static struct tracee *find(pid_t pid)
{
	for (size_t i = 0; i < TRACEES_MAX; i++)
		if (tracees[i].pid == pid)
			return &tracees[i];
	return NULL;
}

struct tracee *tracee_of(pid_t pid)
{
	struct tracee *tracee = find(pid);

	if (tracee != NULL)
		return tracee;
	tracee = find(0);
	if (tracee == NULL) {
		(void)fputs("faults: too many processes\n", stderr);
		exit(2);
	}
	*tracee = (struct tracee){ .pid = pid };
	return tracee;
}

int tracees_each(void (*act)(struct tracee *tracee))
{
	int count = 0;

	for (size_t i = 0; i < TRACEES_MAX; i++) {
		if (tracees[i].pid == 0)
			continue;
		act(&tracees[i]);
		count++;
	}
	return count;
}

void tracee_forget(struct tracee *tracee)
{
	tracee->pid = 0;
}

static void role_give(struct tracee *tracee, const char *role)
{
	(void)snprintf(tracee->role, sizeof(tracee->role), "%.*s", ROLE_SIZE - 1, role);
	memset(tracee->calls, 0, sizeof(tracee->calls));
}

void tracee_bear(struct tracee *parent, struct tracee *child)
{
	char role[2 * ROLE_SIZE];

	child->is_born = true;
	child->is_watched = parent->is_watched;
	if (!parent->is_watched)
		return;
	(void)snprintf(role, sizeof(role), "%s.%u", parent->role, ++parent->children);
	role_give(child, role);
}

/* The number that its role begins with, and a word of its own. */
static void role_rename(struct tracee *tracee, const char *word)
{
	char role[2 * ROLE_SIZE];

	(void)snprintf(role, sizeof(role), "%.*s.%s", (int)strcspn(tracee->role, "."), tracee->role,
		       word);
	role_give(tracee, role);
}

void tracee_program_changed(struct tracee *tracee)
{
	char path[64], program[4096], role[ROLE_SIZE];
	const char *name;
	ssize_t length;

	(void)snprintf(path, sizeof(path), "/proc/%d/exe", (int)tracee->pid);
	length = readlink(path, program, sizeof(program) - 1);
	program[length < 0 ? 0 : length] = '\0';
	name = strrchr(program, '/') == NULL ? "" : strrchr(program, '/') + 1;
	if (strcmp(name, HELPER) == 0) {
		tracee->is_watched = true;
		(void)snprintf(role, sizeof(role), "%u.helper", ++helpers);
		role_give(tracee, role);
	} else if (tracee->is_watched) {
		role_rename(tracee, name);
	}
}

void tracee_name_changed(struct tracee *tracee)
{
	char path[64], name[32] = "";
	ssize_t length = 0;
	int fd;

	(void)snprintf(path, sizeof(path), "/proc/%d/comm", (int)tracee->pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		length = read(fd, name, sizeof(name) - 1);
	(void)close(fd);
	name[length > 0 ? length - 1 : 0] = '\0';
	if (strncmp(name, OWN_NAMES, strlen(OWN_NAMES)) == 0)
		role_rename(tracee, name + strlen(OWN_NAMES));
}
