/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which of the user's host groups a jail has places for.
 * It must never: take a group that the host does not give him.
 */
#pragma once

#include <stddef.h>

struct idmap;
struct request;

/*
 * Gives the map the user's own gid and the groups of the request, as many as the kernel takes, the
 * lowest first. 0, or -ENOMEM.
 */
int idmap_groups_take(struct idmap *map, const struct request *request);

/* How many of them the jail does not have at all (idmap_has_gid). */
size_t idmap_groups_missing(const struct idmap *map, const struct request *request);
