/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the helper's process does to itself before it becomes the helper: a clean slate, whatever
 * the application left. It runs in the caller's memory, with all signals blocked.
 * It must never: call what is not async-signal-safe, allocate, or return.
 */
#pragma once

struct helper_child {
	int program_fd; /* O_PATH, checked */
	int socket_fd;
	int null_fd;
	/* Read by the caller afterwards: the step that failed, or NULL. */
	const char *failed_step;
	int failed_errno;
};

/* For clone(2): argument is a struct helper_child. */
int helper_child_main(void *argument);
