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

#include "keeper/callers.h"
#include "keeper/control.h"
#include "mounts/terminal_node.h"

#define SESSIONS_MAX 4096

struct cgroup;
struct pollfd;

struct session {
	struct session_label label;
	int socket_fd; /* to the module; NO_FD once it has ended */
	int caller_pidfd;
	pid_t caller_pid;	       /* callers_is_one's */
	int place_fd;		       /* of the user's places; NO_FD: none, they are unlimited */
	struct terminal_node terminal; /* of the jail's /dev, gone with the session */
	bool is_guest;		       /* an administrator's: the jail does not live on for it */
	bool is_joined;
	bool is_closed;	  /* its module said so */
	bool is_odd;	  /* its module said something else than that it has joined */
	int64_t begin_ms; /* CLOCK_BOOTTIME */
};

/* Hears of the end of a session that has joined, or is odd; is_closed: its module said so. */
typedef void session_end(const struct session *session, bool is_closed, void *data);

struct sessions {
	session_end *on_end; /* or NULL */
	void *on_end_data;
	size_t count;
	size_t guest_count; /* of count */
	size_t capacity;
	struct session *list;
	bool were_used;	     /* one has joined, some time */
	bool are_one_way;    /* their callers can not go back, and have to end with it */
	struct callers left; /* whose sessions are over */
	int devices_fd;	     /* where their terminals are; borrowed */
};

/* How many descriptors a session is polled for. */
#define SESSION_POLL_COUNT 2

/*
 * Adds a session, which has to join in LOGIN_MODULE_MS from now on. Takes both descriptors, unless
 * it fails: -ENOMEM, or -EUSERS for one too many.
 */
int sessions_add(struct sessions *sessions, const struct session_label *label, int socket_fd,
		 int caller_pidfd);

/* The same for an administrator's session. */
int sessions_add_guest(struct sessions *sessions, const struct session_label *label, int socket_fd,
		       int caller_pidfd);

/* Gives the session that was added last its place (state/session_place.h), which goes with it. */
void sessions_place_give(struct sessions *sessions, int place_fd);

/* Gives that session its terminal, which goes with it. */
void sessions_terminal_give(struct sessions *sessions, const struct terminal_node *terminal);

/* The first session with that id, or NULL. */
const struct session *sessions_find(const struct sessions *sessions, uint32_t session_id);

/*
 * True if the process with that number and pidfd (NO_FD: not known) is the caller of a session, or
 * of one that is over while it goes on.
 */
bool sessions_have_caller(struct sessions *sessions, pid_t pid, int pidfd);

/* Whether there is a session for which the jail has to be there. */
bool sessions_hold_jail(const struct sessions *sessions);

/* Fills SESSION_POLL_COUNT places of watched for each session, in their order. */
void sessions_watch(const struct sessions *sessions, struct pollfd *watched);

/*
 * After poll(2) on what sessions_watch has filled: takes in the words of the modules, and removes
 * the sessions that are over: closed, caller dead, not joined in time, or given up before it. Their
 * callers leave the jail's cgroup, and those that can not leave the jail are killed in time.
 */
void sessions_settle(struct sessions *sessions, const struct pollfd *watched,
		     struct cgroup *cgroup);

/*
 * When the first of those that have not joined, or of the callers that should have ended, is late
 * (CLOCK_BOOTTIME), or INT64_MAX.
 */
int64_t sessions_deadline(const struct sessions *sessions);

/*
 * While the jail ends: takes in what there is without waiting. True while there is a caller to wait
 * for: of a session, even if it has not joined, or one whose session is over.
 */
bool sessions_leave(struct sessions *sessions, struct cgroup *cgroup);

/* Ends the callers that have joined, and nobody else; of those whose sessions are over, too. */
void sessions_kill(struct sessions *sessions);

/* Closes and frees everything; nobody hears of it but on_end. */
void sessions_clear(struct sessions *sessions);
