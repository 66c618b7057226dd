/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Starts the helper so that the application never sees a child: no SIGCHLD, nothing for its
 * wait(2). It must never: run a helper that anybody but root could have changed, or leave one
 * behind.
 */
#pragma once

#include <sys/types.h>

struct reason;
struct request;

/* How a helper is parted with. */
enum helper_end {
	HELPER_AWAIT,	/* it was told to go: wait shortly until it has, then kill it */
	HELPER_KILL,	/* it broke the rules */
	HELPER_RELEASE, /* it goes on, or ends, on its own */
};

struct helper {
	int socket_fd;
	int pidfd;
	pid_t pid; /* to be looked at alone; 0: another login's keeper */
	enum helper_end end;
};

#define HELPER_NONE                           \
	{                                     \
		NO_FD, NO_FD, 0, HELPER_AWAIT \
	}

/*
 * Starts it, with the request in its socket already: neither waits for the other. 0, or -errno with
 * the cause in reason; ret_helper is untouched then.
 */
int helper_start(struct helper *ret_helper, const struct request *request, struct reason *reason);

/* Closes the socket and parts with the helper as helper->end says. Accepts HELPER_NONE. */
void helper_clear(struct helper *helper);

#define _cleanup_helper_ __attribute__((cleanup(helper_clear)))
