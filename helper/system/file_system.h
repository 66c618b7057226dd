/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What kind of file system something is on. It must never: be asked of what tenants can make, with
 * somebody waiting who has no deadline: such a file system answers when it likes.
 */
#pragma once

#include <stdbool.h>

/*
 * Whether a program of this machine makes up the files (FUSE), owners and modes among them. One
 * that the machine gets from its hypervisor (virtiofs) is none of these. 1, 0, or -errno if there
 * is no telling.
 */
int file_system_is_in_user_space(int fd);

/*
 * Why a directory on a file system with this number (statfs(2)) can not be a rootfs, in words that
 * follow its name, or NULL: nothing is there yet, or nothing says who owns what.
 */
const char *file_system_fault(long type);

/* The same for the one that fd is on; one that can not be told has no fault. */
const char *file_system_fault_of(int fd);

/*
 * Why the kernel takes no directory of the file system that fd is on for the upper layer of an
 * overlay, in words that follow its name; or NULL, then it may.
 */
const char *file_system_upper_fault_of(int fd);

bool file_system_is_overlay(int fd);

/* One that answers at once, by itself, with the times of this machine's clock. */
bool file_system_is_local(int fd);
