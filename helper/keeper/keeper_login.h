/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whom a keeper lets into its jail without the helper: a login that the same plan would be made
 * for. It must never: take a doubt for a yes; the helper decides then.
 */
#pragma once

#include <stdbool.h>

struct keeper;
struct plan_origin;
struct request;

/*
 * Whoever comes in with the helper's word: what his plan came from, and his PAM service, are known
 * from here on.
 */
void keeper_login_came(struct keeper *keeper, const struct plan_origin *origin,
		       const char *service);

/*
 * The same of one who has joined. Nothing is learned without sources, nor of a plan from other
 * profiles than the jail's: only their files can be looked at.
 */
void keeper_login_joined(struct keeper *keeper, const struct plan_origin *origin,
			 const char *service);

/*
 * True if service, account, configuration's path and the files of the configuration are those that
 * the keeper's plan came from, his subordinate ids are where they were, and pidfd is of the process
 * that has made the connection. Never with limits: the caller needs a way home then, which only the
 * helper finds; nor for
 * login(1), which brings a terminal.
 */
bool keeper_knows_login(const struct keeper *keeper, const struct request *request,
			int connection_fd, int pidfd);
