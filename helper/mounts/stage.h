/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The staging area: a small tmpfs that covers the old /dev while the jail is built, and holds what
 * is made for it, the files of /etc. What is the same for every jail is furniture, and stands in
 * the template (template.h) or else on the stage: the mount points of the rootfs and its layers,
 * the empty file and directory that masks are clones of, and a configuration of PAM that denies
 * everything. Nobody but the host's root can open those, so that jails can share them. It goes with
 * the old root, and must never be seen from the jail.
 */
#pragma once

struct jail_build;
struct mount_option;

/* A directory that every root has; nothing is opened in it by name once the build has begun. */
#define STAGE_PLACE "/dev"

#define STAGE_ROOT	      "root"
#define STAGE_BASE	      "base"
#define STAGE_CHANGES	      "changes"
#define STAGE_ETC	      "etc"
#define STAGE_LIVE	      "live"
#define STAGE_HOST_ETC	      "host-etc"
#define STAGE_EMPTY_FILE      "empty-file"
#define STAGE_EMPTY_DIRECTORY "empty-directory"
#define STAGE_OPEN_DIRECTORY  "open-directory"
#define STAGE_PAM	      "pam.d"

/* Makes the furniture in a tree that nobody else sees yet. 0 or -errno. */
int stage_furnish(int directory_fd);

/* Makes the stage, attaches it in the private mount namespace. 0 or -errno. */
int stage_make(struct jail_build *build);

/*
 * Covers path below root_fd by a read-only clone of the empty file or directory, whichever
 * fits. A path that does not exist is no fault. 0 or -errno.
 */
int stage_mask(const struct jail_build *build, int root_fd, const char *path);

/*
 * Covers a directory in the same way by one of PAM's in which every service is refused (pam.d(5)).
 * 0 or -errno.
 */
int stage_pam_cover(const struct jail_build *build, int target_fd);

/* Covers a directory in the same way by an empty one that everybody can look into. 0 or -errno. */
int stage_empty(const struct jail_build *build, int root_fd, const char *path);
