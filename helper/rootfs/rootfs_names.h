/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The names in a rootfs that a trust walk has looked at, so that the next one need not search for
 * them: which there are follows from directories and links alone, and those are the same for as
 * long as the directories' times are. Whose they are and who may write them is asked each time.
 * It must never: stand for that look, or miss a name that a walk would find.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>

struct walk_ground;

/* Kept in files as it is: no padding, and read by nobody but this program. */
struct rootfs_name {
	uint64_t device, inode;
	uint64_t changed_ns; /* of a directory, else 0; CLOCK_REALTIME */
	uint32_t kind;	     /* S_IFMT of its mode, 0 if there is none; whether it is a record */
	uint32_t path;	     /* where its path, free of links, begins in the text */
};

/* Parents before what is below them, each once, as soon as it is complete. */
struct rootfs_names {
	struct rootfs_name *list;
	char *text;
	size_t count, text_size;
	FILE *list_stream, *text_stream; /* while it is filled */
	char *list_bytes;
	size_t list_size;
	bool is_broken; /* a name is missing: good for nothing */
};

/* Names that hold nothing, and that take nothing. */
#define ROOTFS_NAMES_NONE    \
	{                    \
		.list = NULL \
	}

/* Makes them ready for rootfs_names_add; without memory they stay such that take nothing. */
void rootfs_names_begin(struct rootfs_names *names);

/* Adds what stands at path; what can not be added breaks them. Nothing if they were not begun. */
void rootfs_names_add(struct rootfs_names *names, const char *path, const struct stat *status,
		      bool is_record);

/* The same with a kind of the caller's own making, with whatever bits it likes beside S_IFMT. */
void rootfs_names_add_kind(struct rootfs_names *names, const char *path, const struct stat *status,
			   uint32_t kind);

/* The same of a path where nothing is. */
void rootfs_names_add_absent(struct rootfs_names *names, const char *path);

/*
 * Completes them. True if a later look may take the place of a walk that began at now_ns
 * (file_settled.h): none is missing, all are on one device, and no directory was changed lately.
 */
bool rootfs_names_complete(struct rootfs_names *names, uint64_t now_ns);

/* Takes over list and text, both from malloc(3). False: they are not what names look like. */
bool rootfs_names_take(struct rootfs_names *names, struct rootfs_name *list, size_t count,
		       char *text, size_t text_size);

/*
 * Looks at every one: true if a walk would find these and no others, and trust them all. False is
 * no verdict; the walk then says what is wrong.
 */
bool rootfs_names_are_trusted(const struct rootfs_names *names, const struct walk_ground *ground);

/* Frees what they hold. */
void rootfs_names_clear(struct rootfs_names *names);
