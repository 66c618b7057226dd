/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The user's subordinate ids: the map of his jail's user namespace, and mounts through it, so that
 * nothing on disk has to change its owner. It must never: map an id outside the user's range, or
 * map one range for two purposes.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "ids/id_runs.h"

struct report;
struct request;

/*
 * Where groups above the range are, by their own numbers: places that Debian's policy keeps for
 * nobody. Who has such groups has no others there.
 */
#define IDMAP_FAR_FIRST 65000U
#define IDMAP_FAR_COUNT 534U
#define IDMAP_NO_PLACE	UINT32_MAX

/* The kernel takes 340 lines, and between two runs there is a line, too. */
#define IDMAP_GROUP_RUNS 160

struct idmap {
	bool is_active; /* false: no user namespace, every id is itself */
	uint32_t uid_base, gid_base, count;
	uint32_t uid, gid; /* the user's own, as the jail sees them */
	size_t group_run_count;
	struct id_run group_runs[IDMAP_GROUP_RUNS]; /* his host groups, his own among them */
	size_t groups_left;			    /* those that found no place */
	gid_t first_left;
};

/* The host's id behind an id of the jail. */
uid_t idmap_uid(const struct idmap *map, uid_t uid);
gid_t idmap_gid(const struct idmap *map, gid_t gid);

/* The jail's id behind one of the range on disk, or IDMAP_NO_PLACE: nobody in the jail has it. */
uid_t idmap_uid_inside(const struct idmap *map, uid_t uid);
gid_t idmap_gid_inside(const struct idmap *map, gid_t gid);

/* False for a gid that the jail can not have: beyond the range are only groups of the user's. */
bool idmap_has_gid(const struct idmap *map, gid_t gid);

/*
 * Writes uid_map and gid_map of the process whose /proc directory is open (user_namespaces(7)): the
 * range, and nothing of the host's. An own id beyond the range gets the range's last place, groups
 * beyond it the places that they have. 0 or -errno.
 */
int idmap_write(const struct idmap *map, int proc_fd);

/*
 * Makes a user namespace for mounts of what is the host's, and returns its descriptor, the
 * caller's: the user's own uid, gid and groups are those of the jail, other ids stay the host's,
 * which nobody in the jail has. -errno.
 */
int idmap_own_namespace(const struct idmap *map);

/*
 * Maps a detached tree, all of it if is_recursive, through a user namespace (mount_setattr(2),
 * Linux 5.12). 0 or -errno: -EINVAL if the file system can not be mapped.
 */
int idmap_tree(int tree_fd, int namespace_fd, bool is_recursive);

/*
 * What follows "can not be mapped" for a tree that idmap_tree has refused: which kernel could, if
 * this one is older; else nothing. Written to words, of KERNEL_NEED_MAX bytes, and returned.
 */
const char *idmap_tree_need(char *words, int tree_fd);

/* Gives a directory of the jail's own making, and what is in it, to the jail's root. 0 or -errno.
 */
int idmap_own_tree(const struct idmap *map, int directory_fd);
