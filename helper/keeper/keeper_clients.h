/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The keeper's side of its socket: takes connections, hears one message of each, answers. All
 * without waiting. It must never: serve anybody but root, or leave a descriptor behind.
 */
#pragma once

#include <stdint.h>

struct keeper;
struct pollfd;

/* The listener and each client. */
#define KEEPER_CLIENTS_POLL_COUNT (1 + KEEPER_CLIENTS_MAX)

/* Fills KEEPER_CLIENTS_POLL_COUNT places. */
void keeper_clients_watch(const struct keeper *keeper, struct pollfd *watched);

/* After poll(2) on them. May add sessions, or set the keeper's state to KEEPER_DRAINING. */
void keeper_clients_serve(struct keeper *keeper, const struct pollfd *watched);

/* When the first client is late (CLOCK_BOOTTIME), or INT64_MAX. */
int64_t keeper_clients_deadline(const struct keeper *keeper);

/* The jail ends: tells all who wait for an answer that it is gone, but keeps who has ended it. */
void keeper_clients_dismiss(struct keeper *keeper);
