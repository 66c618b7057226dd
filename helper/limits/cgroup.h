/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The jail's cgroup, which bears its limits: in a scope that systemd makes, or a directory of our
 * own where there is no systemd. A jail without limits has one under systemd alone, so that what is
 * done to its caller's unit is not done to its keeper, and its callers stay where they are.
 * It must never: leave a process of a jail with limits outside, kill a caller, or refuse a login
 * that has no limits.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct jail_plan;
struct report;
struct request;

/* A process that was brought inside for some time: how it is known, and how it gets home. */
struct cgroup_member {
	int pidfd;
	pid_t pid;
	int home_fd;	 /* cgroup.procs of where it was, open for writing; or negative */
	pid_t stand_in;	 /* who is there for it; 0: nobody */
	int64_t kill_ms; /* it has been told to end, and is killed then; 0: it has not */
};

struct cgroup {
	int directory_fd;   /* NO_FD: the jail has none */
	bool holds_callers; /* it bears limits */
	bool is_scope;	    /* systemd's, who may end callers for the sake of their units */
	int parent_fd;	    /* NO_FD: systemd removes the directory */
	int root_fd;	    /* of the hierarchy */
	char name[64];
	size_t member_count;
	struct cgroup_member *members;
};

#define CGROUP_NONE                                                          \
	{                                                                    \
		.directory_fd = NO_FD, .parent_fd = NO_FD, .root_fd = NO_FD, \
	}

/*
 * Makes the cgroup with the plan's limits. Under systemd this process is in the cgroup of keepers
 * beside it from then on, below the same scope. 0, or -errno with the reason in report: a limit
 * that can not be set; without limits what goes wrong is logged, and there is no cgroup. cgroup_end
 * is due also after a failure.
 */
int cgroup_start(struct cgroup *cgroup, const struct jail_plan *plan, const struct request *request,
		 struct report *report);

/*
 * Only looks whether the plan's limits could be set where systemd does not run: 0, or -errno with
 * the reason in report. What systemd would say is not asked.
 */
int cgroup_check(const struct jail_plan *plan, struct report *report);

/*
 * Brings this process inside, so that what it clones is born there, and the root of the jail's
 * cgroup namespace is there. 0, or -errno with the reason in report.
 */
int cgroup_visit(struct cgroup *cgroup, struct report *report);

/*
 * Brings this process out again: under systemd to the cgroup of the keeper, else home. The OOM
 * killer takes the whole jail from now on.
 */
int cgroup_leave(struct cgroup *cgroup, struct report *report);

/*
 * The way home of a caller who is to join a jail with limits, for its keeper, which must not look
 * everywhere. The caller's to close; NO_FD without limits, or if it can not be found.
 */
int cgroup_home_open(const struct jail_plan *plan, int caller_pidfd);

/*
 * Brings a caller inside if there are limits, before it forks: what it forks stays there. It must
 * wait for us, and gets home in cgroup_return or cgroup_end. *home_fd, if it is not NULL or NO_FD,
 * is taken as the way there; else it is looked for. Needs no capabilities. 0, or -errno with the
 * reason in report.
 */
int cgroup_enter(struct cgroup *cgroup, int caller_pidfd, int *home_fd, struct report *report);

/*
 * Brings a caller home whose session is over while the jail goes on; nothing for one that is dead
 * or was never brought in. Needs no capabilities.
 */
void cgroup_return(struct cgroup *cgroup, int caller_pidfd);

/*
 * Callers whose stand-in somebody has ended are told to end as well, and killed when they have not
 * done so in time: their service manager, who has stopped what they belong to, did not find them.
 * To be called after SIGCHLD and at cgroup_deadline.
 */
void cgroup_settle(struct cgroup *cgroup);

/* When the first of those has had its time (CLOCK_BOOTTIME), or INT64_MAX. */
int64_t cgroup_deadline(const struct cgroup *cgroup);

/* Who was frozen runs again, or he could not go home. */
void cgroup_thaw(const struct cgroup *cgroup);

/*
 * Brings home who is still there, kills what is left, and removes the directory. init is dead or to
 * die. Needs no capabilities.
 */
void cgroup_end(struct cgroup *cgroup);
