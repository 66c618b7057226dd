/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files of the host that follow it while a jail lives: a directory of ours that a shared jail has
 * read-only, with links to it from /etc, and that its keeper writes to.
 * It must never: mount or open anything of a living jail by path, or be writable in there.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "host/live_zone.h"
#include "system/time_zone.h"

struct jail_build;
struct jail_plan;
struct jail_sources;
struct report;

/* What tells a file of the host from what it becomes. */
struct host_live_stamp {
	uint64_t device, inode, size;
	int64_t changed_ns; /* st_ctim; 0: there is no such file */
};

#define HOST_LIVE_STAMPS 5

/* What the keeper goes by. */
struct host_live {
	int directory_fd; /* NO_FD: the jail has none */
	bool has_resolv_conf;
	bool has_localtime;
	bool has_hosts_zones; /* the jail's /usr is the host's */
	unsigned int network; /* enum network_mode */
	char netns[64];
	char zone[TIME_ZONE_MAX]; /* whose file the jail has for sure; "": none */
	bool is_stamped;	  /* the files are those of these */
	struct host_live_stamp stamps[HOST_LIVE_STAMPS];
};

#define HOST_LIVE_NONE                \
	{                             \
		.directory_fd = NO_FD \
	}

/* True for a jail that later logins join, if /run is its own. */
bool host_live_is_wanted(const struct jail_plan *plan);

/* Makes the directory, detached, and fills it: sources->live_fd. 0, or -errno, reported. */
int host_live_make(struct jail_sources *sources, const struct jail_plan *plan,
		   struct report *report);

/* Attaches it to the jail, read-only, if the sources have it. 0 or -errno. */
int host_live_mount(struct jail_build *build);

/* Takes the directory over from the sources, for the keeper. */
void host_live_take(struct host_live *ret_live, struct jail_sources *sources,
		    const struct jail_plan *plan);

/*
 * Brings the files up to date, each replaced whole, if the host's have changed. What can not be
 * read stays as it is.
 */
void host_live_refresh(struct host_live *live);

void host_live_clear(struct host_live *live);
