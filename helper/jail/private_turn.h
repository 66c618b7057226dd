/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The socket between the two halves of a private build, which take turns.
 * It must never: wait past a deadline, or lose a descriptor.
 */
#pragma once

#include "shared/patience.h"

/*
 * What init does in its turn waits for no disk, so the builder can say in time that it hangs. What
 * the builder does may: it is the helper that looks at the builder, and ends init with it.
 */
#define INIT_TURN_MS	4000
#define BUILDER_TURN_MS LOGIN_HELPER_MS

/* What one half says to the other. */
enum turn { TURN_LIMIT = 1, TURN_DONE, TURN_GO };

/* Says a turn to the other half, with a descriptor, which stays the caller's, or NO_FD. 0 or
 * -errno. */
int private_turn_pass(int turn_fd, enum turn turn, int fd);

/* Returns the turn that came, or -errno; *ret_fd is the descriptor that came along, or NO_FD. */
int private_turn_wait(int turn_fd, int timeout_ms, int *ret_fd);
