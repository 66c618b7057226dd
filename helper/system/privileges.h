/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the helper's processes may do: the state they start in, and giving privileges up for good.
 * It must never: leave a set half dropped without saying so.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct report;

/*
 * Refuses to run as anything but root's own program: setuid or setgid bits, file capabilities, or
 * a secure-execution start (getauxval(3)) are refused. 0, or -errno with the reason in report.
 */
int privileges_check_own(struct report *report);

/*
 * Takes back what a hostile caller may have set and a clone inherits: priority, scheduling,
 * personality, core size. 0, or -errno with the reason in report.
 */
int privileges_reset_inherited(struct report *report);

/*
 * The same for what matters only to who stays, and to what that one starts: session keyring and oom
 * score. A helper that hands its caller on to a keeper is gone in a millisecond.
 */
int privileges_reset_to_stay(struct report *report);

/*
 * Lifts and restores the protection from the OOM killer, around the start of what shall not inherit
 * it. Where it can not be had (CAP_SYS_RESOURCE), there is none to restore.
 */
void privileges_oom_protect(bool is_protected);

/*
 * Empties permitted, effective, inheritable and ambient sets, sets no_new_privs, makes the process
 * undumpable, and verifies all of it (capabilities(7), prctl(2)). The bounding set stays: it limits
 * what execve(2) adds, and with no_new_privs that is nothing (Linux 3.5). uid 0 stays as the owner
 * of what is to be removed. 0 or -errno; after a failure the process must end.
 */
int privileges_drop_all(void);

/*
 * The same but for what a keeper needs, which stays permitted and effective: CAP_KILL for an init
 * that has other ids, and CAP_SYS_NICE to bring callers, which are root, into the jail's cgroup and
 * home: the cpuset controller asks for it.
 */
int privileges_drop_to_keeper(bool has_user_namespace, bool has_cgroup);
