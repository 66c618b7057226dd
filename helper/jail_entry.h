/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The entry of a live jail below /run/pam_nsjail/jails: a file, locked by its keeper for as long as
 * that lives, so that a dead one's can be told from a living one's without any pid.
 * It must never: be visible unlocked, or be named after anything that a tenant chooses.
 */
#pragma once

struct report;
struct request;

#define JAIL_ENTRY_NAME_MAX 64

struct jail_entry {
	int directory_fd;
	int lock_fd;
	char name[JAIL_ENTRY_NAME_MAX]; /* UID-SESSIONID */
};

/*
 * Makes the state directories (0700) where they are missing, and the entry, locked (flock(2)) from
 * the moment it has a name. init_pid is for people. 0, or -errno with the reason in report.
 */
int jail_entry_create(struct jail_entry *ret_entry, const struct request *request, int init_pid,
		      struct report *report);

/* Takes the entry's name away and closes it. */
void jail_entry_remove(struct jail_entry *entry);

/* Removes every entry whose keeper is dead. Returns how many, or -errno. */
int jail_entries_sweep(void);
