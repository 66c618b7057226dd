/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The conversation with the helper: the request goes out, log lines and the verdict come in.
 * It must never: wait past its deadline, or believe a message that is out of order.
 */
#pragma once

#include <security/pam_modules.h>
#include <sys/types.h>

struct reason;
struct request;
struct verdict;

/* How a helper is parted with. */
enum helper_end {
	HELPER_AWAIT,	/* it was told to go: wait shortly until it has, then kill it */
	HELPER_KILL,	/* it broke the rules */
	HELPER_RELEASE, /* it goes on, or ends, on its own */
};

/* Whom the conversation is with. */
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
 * Puts the request into the socket, for a helper that need not run yet. 0, or -errno with the cause
 * in reason.
 */
int exchange_ask(const struct request *request, int socket_fd, struct reason *reason);

/*
 * Waits for the verdict, for LOGIN_MODULE_MS at most, and for hang_ms from the moment when the
 * helper was last heard or seen at work (see shared/patience.h). ret_init_fd is a pidfd of the
 * jail's init, the caller's to close, or NO_FD if the outcome is not VERDICT_JAILED. 0, or -errno
 * with the cause in reason; a helper that is late or breaks the protocol is marked HELPER_KILL.
 */
int exchange_hear(pam_handle_t *pamh, const struct request *request, struct helper *helper,
		  int hang_ms, struct verdict *ret_verdict, int *ret_init_fd,
		  struct reason *reason);
