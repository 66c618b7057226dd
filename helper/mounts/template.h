/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A mount namespace with next to nothing in it, made once and pinned in the state directory. A new
 * mount namespace is a copy of the one that its maker is in: from this one the copy costs the same
 * on a host with two thousand mounts as on one with twenty. In its tree stands the furniture of
 * the staging area (stage.h), so that no login makes it.
 * It must never: be entered by a process that is to stay in it, or hold anything of the host's.
 */
#pragma once

/* What it has; anything can be mounted on these in a copy. */
#define TEMPLATE_DIRECTORIES  \
	{                     \
		"proc", "dev" \
	}

/*
 * Opens the template that is pinned below state_fd (root's alone, safe_path.h), or makes and pins
 * one. The descriptor is the caller's. Negative if there is none to be had, which is no fault: it
 * makes a login faster, not safer.
 */
int template_open(int state_fd);

/*
 * Takes this process into a copy of the template, which is its own and private, with the /proc that
 * it has now. 0, or -errno; then it may be in either namespace, and must end.
 */
int template_enter(int template_fd);
