/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One attack each: what a process in a jail tries, who of a jail's people it is for, and how it has
 * to be refused. An attempt runs in a process of its own, and ends without doing harm where it
 * succeeds: files are opened and not written to, calls that need a right get arguments that lead
 * nowhere.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Who tries. */
enum actor {
	PLAIN = 1,	  /* the user, without a user namespace */
	PLAIN_ROOT = 2,	  /* uid 0 there, as if a setuid program had worked */
	PRIVATE = 4,	  /* the user, with one */
	PRIVATE_ROOT = 8, /* his own root */
	WEAK = 16,	  /* anybody in a jail that has no protection: the control */
};
#define DEADLY	   32 /* the control does not survive it, and is told so by its id */
#define ANYBODY	   (PLAIN | PLAIN_ROOT | PRIVATE | PRIVATE_ROOT)
#define NOT_A_ROOT (PLAIN | PLAIN_ROOT | PRIVATE) /* what a root of one's own may do */

/* errno of an attempt that has no object on this system, or in this session. */
#define NOT_HERE 250

struct probe {
	const char *id;	       /* as the table of threats has it */
	const char *what;      /* one word, or several with hyphens */
	unsigned int actors;   /* enum actor */
	long (*attempt)(void); /* -1 with errno, or anything else for success */
	const char
		*refusals; /* names of errno, with blanks between: every other end is a success */
};

/* One list for each class, ended by an id of NULL. */
extern const struct probe caller_probes[], process_probes[], mount_probes[], privilege_probes[],
	kernel_probes[], life_probes[], machine_probes[];

/* Tries to open all of them: 0 if one can be opened, else the first errno that is not one of the
 * usual refusals, or the last. NOT_HERE if none exists. */
long open_any(const char *const *paths, int flags);

/* -1 with errno. */
long refuse(int error);

/* Calls check with each line of a file until it says true: 0 then, -1 with ENOENT if it never does.
 */
long any_line(const char *path, bool (*check)(char *line));

/* The path that this program was started by, and who started it. */
extern const char *own_path;
extern int starter;
