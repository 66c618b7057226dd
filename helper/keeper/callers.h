/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Processes that are in a jail for good, because they have joined a user namespace: they have to
 * end when their session is over, and with the jail in any case.
 * It must never: take one that has not joined for one of these, or trust a pid number.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* How long such a process has to end, after its session or its jail. */
#define CALLERS_MS 5000

struct caller {
	int pidfd;
	int64_t deadline_ms; /* CLOCK_BOOTTIME; INT64_MAX: it was killed */
	pid_t pid;	     /* callers_is_one's */
	uint32_t session_id;
};

struct callers {
	size_t count;
	size_t capacity;
	struct caller *list;
};

/* Makes room for so many, of those that are there and more. 0 or -ENOMEM. */
int callers_reserve(struct callers *callers, size_t count);

/* Takes the pidfd; the process has CALLERS_MS from now on. There must be room. */
void callers_add(struct callers *callers, int pidfd, uint32_t session_id);

/*
 * True if own_pidfd is of the process with a pidfd (NO_FD: not known) and a number. *known keeps
 * its number from one question to the next, 0 at first: it spares a look where the kernel does not
 * tell processes apart by their pidfds, and never says yes alone.
 */
bool callers_is_one(int own_pidfd, pid_t *known, pid_t pid, int pidfd);

/* The same for any of those that are there. */
bool callers_have(struct callers *callers, pid_t pid, int pidfd);

/* Forgets those that have ended. */
void callers_prune(struct callers *callers);

/* When the first of them is late, or INT64_MAX. */
int64_t callers_deadline(const struct callers *callers);

/* Kills those that are late, and says so in the host's log, one line for each. */
void callers_kill_late(struct callers *callers);

/* Kills all that are left of a jail that has ended; the same. */
void callers_kill(struct callers *callers);

void callers_clear(struct callers *callers);
