/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The sessions of one jail, as its keeper counts them: by a pidfd of the caller and its word.
 * It must never: take the end of a socket for the end of a session that has joined (the
 * application's children may hold the other end), or trust a pid number.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "control.h"

#define SESSIONS_MAX 4096

struct cgroup;
struct pollfd;

struct session {
	struct session_label label;
	int socket_fd; /* to the module; NO_FD once it has ended */
	int caller_pidfd;
	bool is_joined;
	int64_t begin_ms; /* CLOCK_BOOTTIME */
};

struct sessions {
	size_t count;
	size_t capacity;
	struct session *list;
	bool were_used; /* one has joined, some time */
};

/* How many descriptors a session is polled for. */
#define SESSION_POLL_COUNT 2

/*
 * Adds a session, which has to join from now on in ten seconds. Takes both descriptors, unless it
 * fails: -ENOMEM, or -EUSERS for one too many.
 */
int sessions_add(struct sessions *sessions, const struct session_label *label, int socket_fd,
		 int caller_pidfd);

/* Fills SESSION_POLL_COUNT places of watched for each session, in their order. */
void sessions_watch(const struct sessions *sessions, struct pollfd *watched);

/*
 * After poll(2) on what sessions_watch has filled: takes in the words of the modules, and removes
 * the sessions that are over: closed, caller dead, not joined in time, or given up before it. Their
 * callers leave the jail's cgroup.
 */
void sessions_settle(struct sessions *sessions, const struct pollfd *watched,
		     struct cgroup *cgroup);

/* When the first of those that have not joined is late (CLOCK_BOOTTIME), or INT64_MAX. */
int64_t sessions_deadline(const struct sessions *sessions);

/* Closes and frees everything. */
void sessions_clear(struct sessions *sessions);
