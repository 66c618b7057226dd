/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names of groups from the host's own file, all of them in one reading: a question to NSS for each
 * would read it once for each. It must never: ask NSS.
 */
#pragma once

#include <stddef.h>

struct request_group;

/*
 * Gives names, the caller's, to those of the groups, which are in the order of their numbers, that
 * /etc/group has by a name that such a file can hold. The first line of a number counts. 0, or
 * -errno: of a file that is there, but can not be read.
 */
int group_names_fill(struct request_group *groups, size_t count);
