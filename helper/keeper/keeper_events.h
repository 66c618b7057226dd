/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a keeper tells the system log: an administrator who comes in, a session whose module can not
 * tell its end (its process died, or gave the host's root up), why a jail is ended from outside,
 * its end. It must never: tell what the module has told.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

struct keeper;
struct session;
struct session_label;

/* A session is let in: the audit log alone is told, unless it is an administrator's. */
void keeper_event_open(const struct keeper *keeper, const struct session_label *label,
		       bool is_first);

/* A session is refused by the helper: the same. */
void keeper_event_refuse(const struct keeper *keeper, const struct session_label *label);

/* An administrator's session was let in. */
void keeper_event_enter(const struct keeper *keeper, const struct session_label *label);

/* A session is over that had joined; is_closed: its process said so. */
void keeper_event_close(const struct keeper *keeper, const struct session *session, bool is_closed);

/* A session is over whose module has said what it should not; the audit log is not told. */
void keeper_event_odd(const struct keeper *keeper, const struct session *session);

/* A process has told the keeper to end the jail. */
void keeper_event_stop(const struct keeper *keeper, pid_t pid);

/* The jail is gone. */
void keeper_event_end(const struct keeper *keeper);
