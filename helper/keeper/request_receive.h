/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The one request of the module, from the socket that the helper was started with, and what comes
 * along with it. It must never: take a request for whole that lacks a descriptor.
 */
#pragma once

#include <stdint.h>

struct report;
struct request;

/*
 * Waits until deadline_ms (CLOCK_BOOTTIME) for the request on HELPER_SOCKET_FD. The request and the
 * descriptors, the caller's pidfd and its terminal (NO_FD without one), become the caller's, also
 * after a failure. 0, or -errno with the reason in report.
 */
int request_receive(struct request *ret_request, int *ret_caller_pidfd, int *ret_terminal_fd,
		    int64_t deadline_ms, struct report *report);
