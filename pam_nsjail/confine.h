/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the caller takes upon itself: before the join NSS is nailed to plain files, after it the
 * process gives up what a tenant could use. Every step is checked.
 * It must never: look up a path, log, or leave out a step.
 */
#pragma once

#include <sys/types.h>

struct caller_loader;
struct reason;
struct verdict;

/* To what, and for whom. */
struct confinement {
	const struct verdict *verdict;
	const struct caller_loader *loader; /* of this process */
	uid_t uid;
};

/*
 * Refuses a process whose bounding set was cut, by a session that it had before or by others: no
 * helper that it starts could build a jail. 0, or -errno with the cause in reason.
 */
int confine_check_caller(struct reason *reason);

/*
 * Makes glibc answer every NSS database from files for the rest of this process, so that neither
 * the nsswitch.conf nor a library of the rootfs is ever looked at by root. Can not be undone. 0, or
 * -errno with the cause in reason.
 */
int confine_name_service(struct reason *reason);

/*
 * Working directory, session keyring, core limit, bounding set, inheritable and ambient sets,
 * dumpable, no_new_privs, filters. From here on the process is that user's
 * (caller_loader.h). 0, or -errno with the step in reason. The capabilities that the way back needs
 * stay.
 */
int confine_process(const struct confinement *confinement, struct reason *reason);
