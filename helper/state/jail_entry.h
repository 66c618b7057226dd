/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The entry of a live jail below /run/pam_nsjail/jails: the socket that its keeper listens at. It
 * is there from the moment that a jail can be joined until its keeper decides to end it.
 * It must never: be visible without a listener, or be named after anything that a tenant chooses.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct report;

#define JAIL_ENTRY_NAME_MAX 64

struct jail_entry {
	int state_fd; /* /run/pam_nsjail, O_PATH */
	int directory_fd;
	int listener_fd;
	uint64_t inode;
	char name[JAIL_ENTRY_NAME_MAX]; /* UID-SESSIONID, or UID-DIGEST for a jail of a user's */
};

/* An entry that holds nothing. */
#define JAIL_ENTRY_NONE                                                                    \
	{                                                                                  \
		.state_fd = NO_FD, .directory_fd = NO_FD, .listener_fd = NO_FD, .name = "" \
	}

/*
 * Makes the state directories (0700) where they are missing and opens them, only if nobody but root
 * can change them. 0, or -errno with the reason in report.
 */
int jail_entry_open(struct jail_entry *ret_entry, const char *name, struct report *report);

/*
 * Makes the socket, listens, and only then gives it its name; session_id is for the name that it
 * has until then. The name of a dead entry is taken over. 0, or -errno (-EEXIST: it belongs to a
 * living one) with the reason in report.
 */
int jail_entry_publish(struct jail_entry *entry, uint32_t session_id, struct report *report);

/*
 * Has the user's next login ask this jail's keeper first, by a second name of the socket; that goes
 * with the entry. Needs the user's lock. 0, or -errno, which harms nobody: the login looks for its
 * jail as the first one did.
 */
int jail_entry_lead(const struct jail_entry *entry);

/*
 * Takes the names away, unless they are another's by now, then stops listening: whoever has
 * connected and was not accepted gets a reset. May be called twice.
 */
void jail_entry_withdraw(struct jail_entry *entry);

/* Withdraws the entry and closes the directories. */
void jail_entry_clear(struct jail_entry *entry);

/* True if a living entry of this user's is there under another name. */
bool jail_entry_has_sibling(const struct jail_entry *entry, uid_t uid);

/*
 * Shows visit each of these, as an entry of which name and directories count, and which stays ours.
 * Returns for how many of them visit has returned true.
 */
int jail_entry_siblings(const struct jail_entry *entry, uid_t uid,
			bool (*visit)(const struct jail_entry *sibling, void *data), void *data);

/* True if a living entry of this user's is there; state_fd is the state directory, O_PATH. */
bool jail_entry_user_has(int state_fd, uid_t uid);

/* Removes every entry whose keeper is dead. Returns how many, or -errno. */
int jail_entries_sweep(void);

/*
 * The same for some of the entries, or all if they are few: what one login does for the order costs
 * the same with a thousand jails. seed, a number that differs each time, says which ones.
 */
int jail_entries_sweep_few(uint32_t seed);
