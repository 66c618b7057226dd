/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One file of SELinux's for the jail, where the host has that: whether it enforces. sshd, which has
 * found out on the host that SELinux is on, asks for it in the jail, and ends without an answer.
 * There is no more of selinuxfs, so whoever starts in the jail finds SELinux off.
 * It must never: show a file that changes anything, or more than that one.
 */
#pragma once

struct jail_build;
struct report;

/*
 * *ret_fd: a detached tree of that file, read-only, the caller's; NO_FD where there is no SELinux.
 * 0 or -errno, reported.
 */
int selinux_state_open(int *ret_fd, struct report *report);

/* After /sys: shows it there. 0 or -errno. */
int selinux_state_mount(struct jail_build *build);
