/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The two halves of a jail with a user namespace. The builder, outside, is the host's root in a
 * mount namespace that the host owns; init, inside, has the jail's user namespace from its first
 * moment. They take turns over one socket. It must never: let init go on before all that is to be
 * locked is there, or let the tenant run before both are done.
 */
#pragma once

struct jail_build;

/*
 * The builder: makes the mount namespace, clones init (a child of the keeper, not of the builder)
 * which runs inside_main, maps its ids, builds, and lets it go on. Returns 0 when its part is done,
 * or -errno with the reason in report. *ret_init_pid and *ret_init_pidfd are set as soon as there
 * is an init.
 */
int private_build_outside(struct jail_build *build, int (*inside_main)(void *), void *argument,
			  int *ret_init_pid, int *ret_init_pidfd);

/* Init: waits for its turn, becomes the jail's root, builds the rest. 0 or -errno, reported. */
int private_build_inside(struct jail_build *build);
