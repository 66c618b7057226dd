/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From a jail's /dev/log to the host's: the lines of the callers as they are, all others with the
 * user's name and uid in front, and not too many of them.
 * It must never: wait for the jail, believe what a line says of its sender, or keep a caller
 * waiting who writes to the log.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "keeper/log_rate.h"

struct pollfd;
struct sessions;

struct log_relay {
	int jail_fd; /* NO_FD: the jail has no log */
	int host_fd;
	const char *user; /* borrowed */
	uid_t uid;
	uid_t tenant_uid;     /* the user's in the jail, as we see it */
	bool has_pidfds;      /* each datagram brings its sender's */
	bool has_rights;      /* or descriptors of his choice */
	bool is_stuck;	      /* the host's log takes nothing */
	int64_t pause_end_ms; /* CLOCK_BOOTTIME; 0: none */
	struct log_rate rate;
};

#define LOG_RELAY_NONE                                                              \
	{                                                                           \
		.jail_fd = NO_FD, .host_fd = NO_FD, .rate = {.tell_ms = INT64_MAX } \
	}

/* Takes a socket of log_socket_make, or NO_FD for nothing to do. 0 or -errno. */
int log_relay_begin(struct log_relay *relay, int jail_fd, uid_t tenant_uid, const char *user,
		    uid_t uid);

/* Fills one place. */
void log_relay_watch(const struct log_relay *relay, struct pollfd *watched);

/* When it has to be served without a datagram (CLOCK_BOOTTIME), or INT64_MAX. */
int64_t log_relay_deadline(const struct log_relay *relay);

/* After poll(2): some of what has come, without waiting for more. */
void log_relay_serve(struct log_relay *relay, struct sessions *sessions,
		     const struct pollfd *watched);

/*
 * All that was in the jail's socket before now, however much comes behind it: whose session is to
 * be forgotten next is still known as a caller then.
 */
void log_relay_catch_up(struct log_relay *relay, struct sessions *sessions);

/* What is left is passed on; from here on whoever writes is told that nobody reads. */
void log_relay_end(struct log_relay *relay, struct sessions *sessions);
