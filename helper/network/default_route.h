/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whether the host has a way out. pasta's releases differ where there is none: that of Debian 12
 * refuses, that of 13 fails at a route, a later one starts and leads nowhere.
 * It must never: change a route.
 */
#pragma once

#include <stdbool.h>

/*
 * Whether the network namespace of this process has a default route that leads somewhere, of IPv4
 * or IPv6, in its main table (proc_pid_net(5)). 0 or -errno; no IPv6 is no error.
 */
int default_route_look(bool *ret_is_there);
