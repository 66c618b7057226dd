/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finds what a rootfs of @usr shows of the host's /etc: by a walk (settings_walk.h), or by the
 * notes of one. Which entries there are follows from directories alone, and those are the same for
 * as long as their times are; owner and mode of each are asked anew each time. It must never: take
 * a list from notes that a walk would not make.
 */
#pragma once

struct host_settings;
struct jail_plan;
struct report;

/*
 * Fills the list from the /etc below root_fd. A directory is one entry if all in it is shown, else
 * what is shown in it is, each, or an empty one; so are its entries where the plan mounts something
 * in it, and where the plan itself mounts nothing is shown. A link is shown if it leads into /usr,
 * to the jail's own /proc/self or to what is shown. A service by whose name there is a unit or a
 * script has its settings to itself. What is deeper than 12 directories, or comes after so many
 * entries that no /etc has them, is not shown. What the walk has looked at is kept below state_fd
 * (NO_FD: nothing is) for the next login . ret_etc_fd, the caller's, is that /etc
 * (O_PATH); NO_FD if it is none of its own (a link), and nothing is shown. 0; -EPERM if others than
 * root may write /etc, or that of a system call, with the reason in report. The list is to be
 * cleared in any case.
 */
int settings_find(struct host_settings *settings, int root_fd, const struct jail_plan *plan,
		  int state_fd, int *ret_etc_fd, struct report *report);
