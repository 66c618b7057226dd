/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The administrator's programs, on_create and on_destroy: run on the host with the host's root, a
 * small environment and a deadline. It must never: hand a descriptor, a word of the tenant as an
 * argument, or the login's environment to them.
 */
#pragma once

struct jail_plan;
struct report;
struct request;

/*
 * Runs plan->on_create, if there is one, and waits for it. init_pid is PID 1 of the jail in the
 * host's pid namespace. 0, or -errno with the reason in report: not there, not root's alone, ended
 * by a signal or with another status than 0, or not ended after 5 seconds (then it is killed).
 */
int hook_create(const struct jail_plan *plan, const struct request *request, int init_pid,
		struct report *report);

/* The process that will run on_destroy: the keeper itself will have no privileges by then. */
struct hook_destroyer {
	int pid;    /* a child, or 0 if the plan has no on_destroy */
	int end_fd; /* closing it, or the keeper's death, sets it going */
};

/* Starts that process. 0, or -errno with the reason in report. */
int hook_destroy_prepare(struct hook_destroyer *ret_destroyer, const struct jail_plan *plan,
			 const struct request *request, struct report *report);

/* Sets it going and waits until it has ended; a failure is logged (authpriv). */
void hook_destroy(struct hook_destroyer *destroyer);
