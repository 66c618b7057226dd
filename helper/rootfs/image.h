/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A rootfs that is a file: squashfs or erofs, mounted read-only. All jails of one image share one
 * loop device and one super block; both go when the last jail that uses them ends (autoclear).
 * It must never: attach an image writable, or leave a loop device behind after a failure.
 */
#pragma once

#include <stdint.h>

struct report;

/*
 * Mounts the image behind file_fd (a regular file, open for reading; path is for messages) and
 * returns the detached mount, read-only and with attributes (MOUNT_ATTR_*), which is the caller's.
 * erofs is mounted from the file itself where the kernel can (Linux 6.12), else through loop(4).
 * -errno with the reason in report.
 */
int image_mount(int file_fd, const char *path, uint64_t attributes, struct report *report);
