/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The jail's resolv.conf: what can be asked for names from the network that the jail has.
 * It must never: name a server on the host's loopback to a jail that has a loopback of its own.
 */
#pragma once

#include <stdbool.h>

struct host_file;
struct jail_plan;
struct report;

/*
 * Nobody to ask with no network; the namespace's own file (ip-netns(8)) with netns:NAME; else the
 * host's, or systemd-resolved's list of servers where the host's file names a resolver on the
 * loopback and the jail has another network. One that can not fit is used and logged, and so
 * is one at the host's own address with network user. 0, or -errno
 * with the reason in report.
 */
int resolver_read(struct host_file *ret_file, const struct jail_plan *plan, struct report *report);

/* True if a line names a server on the loopback. */
bool resolver_is_local(const char *text);
