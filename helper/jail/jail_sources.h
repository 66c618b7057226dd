/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Everything of the host that a jail is made of, opened and checked before the first privileged
 * step: the rootfs, where its changes go, binds and home, the terminal, the log socket, the host's
 * resolver and time zone. It must never: follow a path that a tenant can change, or leave a check
 * for later.
 */
#pragma once

#include <stddef.h>

#include "ids/idmap.h"
#include "system/host_file.h"

struct jail_plan;
struct report;
struct request;

/* Detached trees (NO_FD: not wanted or not there) and file contents, all owned. */
struct jail_sources {
	struct idmap idmap;    /* active with a user namespace */
	bool is_rootfs_mapped; /* its ids go through the map when it is attached */
	int rootfs_fd;	       /* directory or image; read-only unless the plan says writable */
	int usr_fd;	       /* the host's /usr, for a rootfs of @usr */
	int host_root_fd;      /* the host's /, for the links to /usr in it */
	int changes_fd;	       /* the overlay's directory with "upper" and "work" */
	int changes_lock_fd;   /* held for as long as the overlay lives */
	size_t mount_count;
	int *mount_fds;	 /* one for each entry of the plan's list */
	int console_fd;	 /* the caller's terminal */
	int log_fd;	 /* the host's log socket */
	int netns_fd;	 /* the network namespace that the jail is to join */
	int state_fd;	 /* borrowed; what a trust walk notes is kept below it */
	int template_fd; /* the mount namespace that the jail's is a copy of; else the helper's */
	struct host_file resolv_conf;
	struct host_file localtime;
};

/* Sources that hold nothing. */
#define JAIL_SOURCES_NONE                                                                          \
	{                                                                                          \
		.rootfs_fd = NO_FD, .usr_fd = NO_FD, .host_root_fd = NO_FD, .changes_fd = NO_FD,   \
		.changes_lock_fd = NO_FD, .console_fd = NO_FD, .log_fd = NO_FD, .netns_fd = NO_FD, \
		.state_fd = NO_FD, .template_fd = NO_FD                                            \
	}

/*
 * Opens what the plan names. terminal_fd and state_fd (root's alone, safe_path.h), or NO_FD, stay
 * the caller's, and state_fd is used for as long as the sources are. 0, or -errno with the reason
 * in report. The sources are the caller's to clear, also after a failure.
 */
int jail_sources_open(struct jail_sources *ret_sources, const struct jail_plan *plan,
		      const struct request *request, int terminal_fd, int state_fd,
		      struct report *report);

/* Closes and frees what the sources hold. */
void jail_sources_clear(struct jail_sources *sources);

/*
 * Opens all that a login would open, and lets it go: nothing is made or changed. 0, or -errno with
 * every fault in report.
 */
int jail_sources_check(const struct jail_plan *plan, const struct request *request,
		       struct report *report);
