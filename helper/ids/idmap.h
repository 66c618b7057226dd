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

struct report;
struct request;

struct idmap {
	bool is_active; /* false: no user namespace, every id is itself */
	uint32_t uid_base, gid_base, count;
	uint32_t uid, gid; /* the user's own, as the jail sees them */
};

/* The host's id behind an id of the jail. */
uid_t idmap_uid(const struct idmap *map, uid_t uid);
gid_t idmap_gid(const struct idmap *map, gid_t gid);

/* False for a gid that the jail can not have: only the user's own may lie beyond the range. */
bool idmap_has_gid(const struct idmap *map, gid_t gid);

/*
 * Writes uid_map and gid_map of the process whose /proc directory is open (user_namespaces(7)). An
 * own id beyond the range gets the range's last place. 0 or -errno.
 */
int idmap_write(const struct idmap *map, int proc_fd);

/*
 * Makes a user namespace that maps the user's own uid and gid, and no others, and returns its
 * descriptor, the caller's: for mounts of what is his on the host. -errno.
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
