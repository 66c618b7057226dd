/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Questions to NSS with a deadline. Where it has nobody to wait for they are asked at once; else by
 * a child, which gives no SIGCHLD and is gone when this returns.
 * It must never: wait for a service past the deadline, or leave the child to the application.
 */
#pragma once

struct reason;
struct request;

/* What all questions of a login may take, in milliseconds. */
#define ACCOUNT_ASK_MS 10000

/*
 * Fills in the passwd entry of name and, unless the uid is 0, the groups, in a request whose other
 * texts are set. 0, or -errno with the cause in reason. Groups that can not be had are no failure:
 * the request has none then, and doubt says why.
 */
int account_ask(struct request *request, const char *name, struct reason *doubt,
		struct reason *reason);
