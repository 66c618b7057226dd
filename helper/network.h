/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The jail's name and its network: hostname in the uts namespace, loopback in the net namespace.
 * It must never: touch an interface outside the jail's own namespace.
 */
#pragma once

struct jail_build;

/* sethostname(2) where the plan has a uts namespace. 0 or -errno. */
int network_hostname_set(struct jail_build *build);

/* Sets lo up where the plan has a net namespace (netdevice(7)). 0 or -errno. */
int network_loopback_up(struct jail_build *build);
