/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What /proc/PID/status tells of a process's rights, and a look at all processes of a jail.
 * It must never: take one that is just ending for one that breaks a rule.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct verify_status {
	uint64_t permitted, effective, bounding;
	bool no_new_privs, has_filter;
};

/* From the open directory of a process in /proc. 0 or -errno. */
int verify_status_read(int process_fd, struct verify_status *ret_status);

struct verify_crowd {
	int count;	     /* processes of the jail's pid namespace, without the probe and init */
	int loose_count;     /* with a larger bounding set, without the filter or no_new_privs */
	int elsewhere_count; /* with the host's root directory */
	char example[32];    /* the number of a loose one */
};

/*
 * Looks at everybody who is in the same pid namespace as the process behind process_fd. 0 or
 * -errno.
 */
int verify_crowd_look(struct verify_crowd *ret_crowd, int probe, int init, int process_fd,
		      const struct verify_status *expected);
