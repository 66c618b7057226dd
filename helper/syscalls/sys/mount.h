/* SPDX-License-Identifier: BSD-3-Clause */
/* See syscalls.c. */
#pragma once

#include_next <sys/mount.h>

/* pivot_root(2), which no C library declares */
int pivot_root(const char *new_root, const char *put_old);

#if !__GLIBC_PREREQ(2, 36)
#include <fcntl.h>
#include <linux/mount.h>
#include <linux/types.h>
#include <stddef.h>

/* Since Linux 5.12. */
#ifndef MOUNT_ATTR_SIZE_VER0
#define MOUNT_ATTR_SIZE_VER0 32
#define MOUNT_ATTR_IDMAP     0x00100000
struct mount_attr {
	__u64 attr_set, attr_clr, propagation, userns_fd;
};
#endif

/* The calls of the manual's section 2, as glibc 2.36 has them. */
int fsopen(const char *type, unsigned int flags);
int fsconfig(int fd, unsigned int command, const char *key, const void *value, int aux);
int fsmount(int fd, unsigned int flags, unsigned int attributes);
int open_tree(int directory_fd, const char *path, unsigned int flags);
int move_mount(int from_fd, const char *from, int to_fd, const char *to, unsigned int flags);
int mount_setattr(int directory_fd, const char *path, unsigned int flags, struct mount_attr *change,
		  size_t size);
#endif
