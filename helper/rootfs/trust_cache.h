/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where the names that a trust walk has looked at (rootfs_names.h) are kept for the next: a file
 * for each rootfs in the state directory, no more than there are slots.
 * It must never: give out what another program or another walk could have meant, or matter to a
 * login in any way but its time.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "shared/plan_sources.h"

struct rootfs_names;
struct walk_ground;

/* How a file begins; names and text follow. */
struct trust_cache_head {
	struct file_stamp helper; /* of the program that has noted them: its tables, its rules */
	uint64_t device, inode;	  /* of the rootfs */
	uint64_t type, id;	  /* of its file system, as statfs(2) has them */
	uint64_t count, text_size;
};

struct trust_cache {
	int directory_fd;	      /* NO_FD: nothing is kept of this rootfs */
	char slot[8];		      /* the file's name */
	struct trust_cache_head head; /* what is believed, but for the sizes */
};

/*
 * Opens the slot of a rootfs below state_fd (root's alone, safe_path.h). Nothing is kept without
 * one, of what is on no local file system (file_system.h), or of what lies on a loop device: an
 * image that takes the place of another may have the same times.
 */
void trust_cache_open(struct trust_cache *ret_cache, int state_fd,
		      const struct walk_ground *ground);

/* True if a walk should be noted. */
bool trust_cache_is_wanted(const struct trust_cache *cache);

/* Reads what is kept of this rootfs. False if nothing is; the names are to be cleared anyway. */
bool trust_cache_read(const struct trust_cache *cache, struct rootfs_names *ret_names);

/* Keeps complete names in the place of others. False if it can not; then none are kept. */
bool trust_cache_write(const struct trust_cache *cache, const struct rootfs_names *names);

/* Closes what the cache holds. */
void trust_cache_close(struct trust_cache *cache);
