/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One question to one keeper: to end its jail, to let an administrator in, to say whose a session
 * is. It must never: believe a socket that is not root's, or wait without a deadline.
 */
#pragma once

#include <stdint.h>
#include <sys/types.h>

#include "keeper/control.h"

struct verdict;

/*
 * A connected socket of the entry's keeper, the caller's, and the keeper's process in *ret_keeper.
 * -errno: -ECONNREFUSED without a keeper, -EAGAIN with one that hangs, -EPERM if it is not root's.
 */
int keeper_connect(const char *name, const char *directory, pid_t *ret_keeper);

/* Sends a message without a body. 0 or -errno. */
int keeper_word_send(int fd, enum control_type type);

/*
 * Asks the keeper to end its jail and waits until it is gone, or deadline_ms (CLOCK_BOOTTIME) has
 * passed. 0, -ETIMEDOUT, or -errno.
 */
int keeper_call_end(const char *name, const char *directory, int64_t deadline_ms);

/*
 * Asks for the process that a session is of: a pidfd, the caller's. -ENOENT if there is no such
 * session, -ETIMEDOUT, or -errno.
 */
int keeper_call_session(const char *name, const char *directory, uint32_t session_id,
			int64_t deadline_ms);

/*
 * Asks to let this process in, as a session that is called label. 0: *ret_verdict says what it has
 * to find and to take upon itself, *ret_init_fd is a pidfd of init, *ret_socket_fd is where
 * "joined" and "closed" are said; both the caller's. Else -errno, with the keeper's words in reason
 * (size bytes; "" if it has said nothing).
 */
int keeper_call_enter(const char *name, const char *directory, const struct session_label *label,
		      int64_t deadline_ms, struct verdict *ret_verdict, int *ret_init_fd,
		      int *ret_socket_fd, char *reason, size_t size);
