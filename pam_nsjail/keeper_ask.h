/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A login into a jail that its user has already can do without the helper: its keeper compares the
 * login with the one that it made its plan for.
 * It must never: read a configuration, or take silence for a word about the user.
 */
#pragma once

struct helper;
struct request;

/* Milliseconds that it may take; the helper's own patience begins when this one has ended. */
#define KEEPER_PATIENCE_MS 1000

/*
 * Sends the request to the keeper that the user's last jail has, with what the files of the
 * configuration look like now. 0, with ret_helper for exchange_hear and helper_clear; or -errno if
 * there is nobody to ask (-ENOENT, -ECONNREFUSED: the usual cases).
 */
int keeper_ask(struct helper *ret_helper, struct request *request);
