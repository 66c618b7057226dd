/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Starts the helper so that the application never sees a child: no SIGCHLD, nothing for its
 * wait(2). It must never: run a helper that anybody but root could have changed, or leave one
 * behind.
 */
#pragma once

#include "exchange.h"

struct reason;
struct request;

/*
 * Starts it, with the request in its socket already: neither waits for the other. 0, or -errno with
 * the cause in reason; ret_helper is untouched then.
 */
int helper_start(struct helper *ret_helper, const struct request *request, struct reason *reason);

/* That it is there, a program and root's alone. 0, or -errno with the cause in reason. */
int helper_check(struct reason *reason);

/* Closes the socket and parts with the helper as helper->end says. Accepts HELPER_NONE. */
void helper_clear(struct helper *helper);

#define _cleanup_helper_ __attribute__((cleanup(helper_clear)))
