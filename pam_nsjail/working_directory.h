/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where the caller stands: `su alice -c ./x` means the directory that it was typed in. In the jail
 * it is the one of the same path, found as the user, or his home, or the root; after the session
 * the one of before. That one is known by its path and inode: a descriptor of it would be a way out
 * for whoever of the user's has inherited it.
 * It must never: look up a path of the jail's with root's rights, or follow a link of /proc.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "caller_groups.h"

struct reason;
struct request;

struct working_directory {
	char *path; /* owned; NULL: not known */
	dev_t device;
	ino_t inode;
};

/* Takes it down; one that can not be found again is not known. */
void working_directory_look(struct working_directory *directory);

/*
 * In the jail, before the caller is confined. 0 wherever that leads to, or -errno with the cause in
 * reason. *is_changed is true then if the process may have the user's ids or groups still: it must
 * not go on.
 */
int working_directory_enter(const struct working_directory *directory,
			    const struct request *request, bool *is_changed, struct reason *reason);

/* At home again: back to it if it is still there, else the process stays where it is. */
void working_directory_return(const struct working_directory *directory);

void working_directory_clear(struct working_directory *directory);
