/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The trust walk of plain mode: what root code of the caller could read, load or write in this
 * rootfs is root's alone. The caller keeps host root inside the jail's view, so a rootfs in which a
 * tenant can plant a file that root reads is refused.
 * It must never: follow a link out of the rootfs, open a device or FIFO for reading, or wait.
 */
#pragma once

struct report;

/*
 * Checks the tree below rootfs_fd (O_PATH or O_RDONLY directory): a table of directories (/, etc,
 * etc/security, etc/pam.d, usr, lib and lib64 and their multiarch and gconv directories, bin, sbin,
 * var, var/log, usr/share/locale ...) wherever their links lead within the rootfs, each with
 * all parents up to the rootfs; a table of files (etc/passwd, group, nsswitch.conf, ld.so.preload,
 * ld.so.cache, login.defs, environment, ...); every libnss_* and ld-* in the library directories;
 * and that var/log/{wtmp,btmp,lastlog} and run/utmp are regular files or absent. What is absent is
 * no fault. rootfs_path is for messages. 0, or -EPERM (and others) with the first offending path and
 * the reason in report.
 */
int rootfs_trust_check(int rootfs_fd, const char *rootfs_path, struct report *report);
