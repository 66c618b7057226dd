/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the host's end of a jail's interface is called, and the alias (ip-link(8)) that says whose
 * it is, so that one that a crash left behind is told from one in use and from one that is not
 * ours. It must never: take a pid for a process without its start time.
 */
#pragma once

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "plan/ip_range.h"

#define PORT_ALIAS_MAX 256 /* IFALIASZ of the kernel */

/* Whose an interface is. */
struct port_owner {
	uint32_t uid;
	uint32_t session_id;
	int keeper_pid;
	uint64_t keeper_start; /* clock ticks since boot, proc_pid_stat(5) */
	struct ip_address addresses[IP_FAMILIES];
};

/* nsjUID, nsjUID.1, ... False if that is longer than the kernel takes. */
bool port_name_make(char name[IFNAMSIZ], uint32_t uid, unsigned int number);

/* The alias of an owner; PORT_ALIAS_MAX bytes. */
void port_alias_make(char *alias, const struct port_owner *owner);

/* True if the alias is one of ours, which is then in *ret_owner. */
bool port_alias_parse(struct port_owner *ret_owner, const char *alias);

/* The start time in the text of /proc/PID/stat; 0 if it is of a process that has ended. */
uint64_t port_start_time(const char *stat);

/* Fills in keeper_start from keeper_pid. 0, or -ESRCH. */
int port_owner_bind(struct port_owner *owner);

/* True as long as the keeper lives. */
bool port_owner_is_alive(const struct port_owner *owner);
