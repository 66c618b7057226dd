/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What of the host a jail is made of, as it is held while the jail is built: the rootfs, where its
 * changes go, binds and home, the terminal, the host's resolver and time zone.
 * It must never: hold a path where it could hold what is there.
 */
#pragma once

#include <stddef.h>

#include "ids/idmap.h"
#include "site/host_settings.h"
#include "system/host_file.h"
#include "system/time_zone.h"

/* Detached trees (NO_FD: not wanted or not there) and file contents, all owned. */
struct jail_sources {
	struct idmap idmap;    /* active with a user namespace */
	bool is_rootfs_mapped; /* its ids go through the map when it is attached */
	int rootfs_fd;	       /* directory or image; read-only unless the plan says writable */
	int usr_fd;	       /* the host's /usr, for a rootfs of @usr */
	int host_root_fd;      /* the host's /, for the links to /usr in it */
	int etc_fd;	       /* the host's /etc, of which the settings are shown */
	struct host_settings settings;
	int changes_fd;	     /* the overlay's directory with "upper" and "work" */
	int changes_lock_fd; /* held for as long as the overlay lives */
	size_t mount_count;
	int *mount_fds;	 /* one for each entry of the plan's list */
	int console_fd;	 /* the caller's terminal */
	int log_fd;	 /* a socket without a name, for /dev/log */
	int netns_fd;	 /* the network namespace that the jail is to join */
	int state_fd;	 /* borrowed; what a trust walk notes is kept below it */
	int live_fd;	 /* files of the host that follow it, see host_live.h */
	int selinux_fd;	 /* whether SELinux enforces, see selinux_state.h */
	int template_fd; /* the mount namespace that the jail's is a copy of; else the helper's */
	char *base_accounts[2]; /* the base's passwd and group, for a tenant's own; NULL: none */
	struct host_file resolv_conf;
	struct host_file localtime;
	struct time_zone zone; /* of that */
};

/* Sources that hold nothing. */
#define JAIL_SOURCES_NONE                                                                          \
	{                                                                                          \
		.rootfs_fd = NO_FD, .usr_fd = NO_FD, .host_root_fd = NO_FD, .changes_fd = NO_FD,   \
		.changes_lock_fd = NO_FD, .console_fd = NO_FD, .log_fd = NO_FD, .netns_fd = NO_FD, \
		.state_fd = NO_FD, .template_fd = NO_FD, .live_fd = NO_FD, .etc_fd = NO_FD,        \
		.selinux_fd = NO_FD                                                                \
	}

/* Closes and frees what the sources hold. */
void jail_sources_clear(struct jail_sources *sources);
