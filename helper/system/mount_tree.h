/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Detached mount trees: made from a file system type or cloned from a descriptor, given their
 * attributes while nobody can see them, then attached to a target that was resolved inside a root.
 * It must never: take a host path, follow a link to a target, or attach before the attributes hold.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct report;

/* What no mount of a jail goes without, unless it holds our own device nodes. */
#define MOUNT_ATTRIBUTES_PLAIN (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV)

/* For what may be the root of a jail: setuid programs only where root is the tenant's own. */
uint64_t mount_root_attributes(bool has_user_namespace);

struct mount_option {
	const char *key;
	const char *value; /* NULL: a flag */
};

/*
 * Makes a new file system of a type, detached (fsopen, fsconfig, fsmount; Linux 5.2). options end
 * with a NULL key and may be NULL. attributes are MOUNT_ATTR_*. Returns the mount's descriptor,
 * which is the caller's, or -errno with the kernel's own words in report.
 */
int mount_tree_make(const char *type, const struct mount_option *options, uint64_t attributes,
		    struct report *report);

/*
 * The same as a process in the pid and net namespaces of the process behind pidfd would: procfs and
 * sysfs show the namespaces of whoever makes them. NO_FD: like mount_tree_make.
 */
int mount_tree_make_for(int pidfd, const char *type, const struct mount_option *options,
			uint64_t attributes, struct report *report);

/*
 * The same with these ids for files (setfsuid(2)), no other groups and all capabilities. An overlay
 * writes as whoever has mounted it: what it makes for itself, like the mark of a removed file, is
 * his, and what a file system keeps for root is not. CAP_SYS_RESOURCE, another way to that, ends
 * with the mounting (ovl_fill_super), which succeeds on a full disk for it. For a process with one
 * thread; after a failure it may still have these ids, and must end.
 */
int mount_tree_make_as(uid_t uid, gid_t gid, const char *type, const struct mount_option *options,
		       uint64_t attributes, struct report *report);

/*
 * Clones the mount that fd lies on, from fd downwards, detached and private (open_tree,
 * mount_setattr; Linux 5.12); is_recursive takes along what is mounted below. attributes are set on
 * all of it. Returns the descriptor, which is the caller's, or -errno.
 */
int mount_tree_clone(int fd, uint64_t attributes, bool is_recursive);

/* The same of an entry, from there downwards, not following a link; nothing below comes along. */
int mount_tree_clone_entry(int directory_fd, const char *name, uint64_t attributes);

/* The same with attributes and propagation of the mount that the entry is on. */
int mount_tree_copy_entry(int directory_fd, const char *name);

/* Sets attributes on a mount, and on all below it if is_recursive. 0 or -errno. */
int mount_tree_restrict(int tree_fd, uint64_t attributes, bool is_recursive);

/* Attaches a detached tree on target_fd (O_PATH), whatever that is by name. 0 or -errno. */
int mount_tree_attach(int tree_fd, int target_fd);

/*
 * Opens path, relative to root_fd, as a place to mount on: O_PATH, inside the root whatever ".."
 * says, never through a symbolic or magic link (openat2; a walk where a sandbox withholds it). The
 * descriptor is the caller's; -ELOOP for a link, -ENOENT, or -errno of openat2(2).
 */
int mount_target_open(int root_fd, const char *path);

/*
 * The same with links followed inside the root: only for a root in which nobody but the host's root
 * makes links.
 */
int mount_target_follow(int root_fd, const char *path);

/* mount_target_open and mount_tree_attach in one. */
int mount_tree_attach_at(int tree_fd, int root_fd, const char *path);
