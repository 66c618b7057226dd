/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is kept between open and close, with pam_set_data(3).
 * It must never: act in a forked child of the application, which inherits a copy of all this, or
 * wait for the jail's end.
 */
#pragma once

#include <security/pam_modules.h>
#include <stdbool.h>
#include <stdint.h>

#include "caller_groups.h"
#include "caller_loader.h"
#include "caller_locale.h"
#include "empty_root.h"
#include "inherited_fds.h"
#include "namespace_join.h"
#include "reason.h"
#include "working_directory.h"

struct session_state {
	char *owner_mark; /* a page that a fork wipes: 1 in the process that opened the session */
	uint32_t session_id;
	uid_t uid;
	int64_t begin_ms;    /* CLOCK_BOOTTIME */
	bool is_open;	     /* the process is in the jail */
	bool is_changed;     /* it may have the user's ids or groups, and must end */
	char *line;	     /* of the stack, session_line_make's */
	uint32_t line_count; /* runs of it that are not closed yet */
	int socket_fd;
	char entry[sizeof(((struct verdict *)NULL)->entry)];
	locale_t own_locale; /* in the jail: what caller_locale_leave has kept */
	struct namespace_join join;
	struct caller_groups groups;  /* of before the join, if nobody comes back from it */
	struct empty_root empty_root; /* where a process goes that can not leave */
	struct inherited_fds inherited;
	struct caller_loader loader;
	bool has_looked;
	int log_fd;			    /* the host's, for the line after the join */
	struct working_directory directory; /* of before the join */
	int look_error; /* of the look at the caller, kept until there is a verdict */
	struct reason look_reason;
};

/* An empty state, owned by the caller; or NULL with errno of calloc(3), mmap(2) or madvise(2). */
struct session_state *session_state_make(void);

/* Closes and frees; no word to the keeper, no way back. Accepts NULL. */
void session_state_free(struct session_state *state);

/* Hands the state over to the PAM handle. 0, or -ENOMEM. */
int session_state_store(pam_handle_t *pamh, struct session_state *state);

/* The handle's state, or NULL. */
struct session_state *session_state_find(pam_handle_t *pamh);

/* Takes the state from the handle and frees it. */
void session_state_drop(pam_handle_t *pamh);

/* True in the process that opened the session, false in its forked children. */
bool session_state_is_owned(const struct session_state *state);

/*
 * Ends an open session of this process: goes back to the process's own namespaces, or from a user
 * namespace, where nobody comes back from, to an empty root; tells the keeper, waits up to two
 * seconds until that has brought the process back to its own cgroup, and removes the jail's entry
 * if the keeper is gone. 0, or -errno with the cause in reason if the process is still in the jail,
 * which lives on; does not return if it is neither here nor there.
 */
int session_state_close(pam_handle_t *pamh, struct session_state *state, struct reason *reason);

/*
 * Goes back to the process's own namespaces, and to its locale. 0, -errno if the process is still
 * wholly in the jail.
 * If it is neither here nor there it is killed: a half-jailed root process must not live.
 */
int session_state_leave(pam_handle_t *pamh, struct session_state *state);

#define _cleanup_session_state_ __attribute__((cleanup(session_state_cleanup)))
void session_state_cleanup(struct session_state **state);
