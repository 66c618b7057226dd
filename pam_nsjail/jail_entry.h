/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Takes away what a dead helper or keeper left in STATE_DIR/jails: nobody else is there to do it
 * before the next login. It must never: be called inside a jail, or for a keeper that lives.
 */
#pragma once

#include <security/pam_modules.h>
#include <stdint.h>
#include <sys/types.h>

/* Removes the entry of that name; one that is not there is no fault. A failure is logged. */
void jail_entry_forget(pam_handle_t *pamh, uint32_t session_id, const char *name);

/* The same for a session that failed before its entry's name was told: it is UID-SESSIONID. */
void jail_entry_forget_failed(pam_handle_t *pamh, uint32_t session_id, uid_t uid);
