/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Paths inside a root for kernels or sandboxes without openat2(2), and for where that gives up: one
 * openat(2) for each component, none of them through a link, never "..", which is taken from the
 * text instead.
 * It must never: let the kernel resolve more than one name, or be asked where openat2 works.
 */
#pragma once

enum tree_walk_links {
	TREE_WALK_NO_LINKS,    /* as RESOLVE_NO_SYMLINKS: -ELOOP, a link at the end included */
	TREE_WALK_INNER_LINKS, /* as RESOLVE_NO_MAGICLINKS: links are followed within the root */
};

/*
 * Opens path below root_fd as O_PATH|O_CLOEXEC; "/" at its begin, in a link and above it mean the
 * root. The descriptor is the caller's. -ELOOP (a link, a link of procfs, or 40 of them), -ENOENT,
 * -ENAMETOOLONG, -ENOTDIR, or that of openat(2).
 */
int tree_walk_open(int root_fd, const char *path, enum tree_walk_links links);
