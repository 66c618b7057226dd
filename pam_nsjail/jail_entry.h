/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Takes away what a dead helper or keeper left in STATE_DIR: nobody else is there to do it before
 * the next login. It must never: be called inside a jail, or touch what a living keeper has.
 */
#pragma once

#include <stdint.h>
#include <sys/types.h>

/* Removes the entry of that name if its keeper is dead; one that is not there is no fault. */
void jail_entry_forget(const char *name);

/*
 * The same for a session that failed before its entry's name was told: every entry of that user's
 * without a keeper goes, and the socket that was to become one.
 */
void jail_entry_forget_failed(uint32_t session_id, uid_t uid);
