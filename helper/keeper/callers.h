/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Processes that are in a jail for good, because they have joined a user namespace: they have to
 * end with it, although their sessions may be over.
 * It must never: take one that has not joined for one of these, or trust a pid number.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct caller {
	int pidfd;
	pid_t pid; /* callers_is_one's */
	uint32_t session_id;
};

struct callers {
	size_t count;
	size_t capacity;
	struct caller *list;
};

/* Makes room for so many, of those that are there and more. 0 or -ENOMEM. */
int callers_reserve(struct callers *callers, size_t count);

/* Takes the pidfd. There must be room. */
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

/* Kills those that have not, and says so in the host's log, one line for each. */
void callers_kill(const struct callers *callers);

void callers_clear(struct callers *callers);
