/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What connects the jail's network to the outside once init is there: a veth, or pasta(1) for as
 * long as the jail lives. It must never: let the tenant's code see a network half made, or leave a
 * pasta behind.
 */
#pragma once

#include "plan/ip_range.h"

struct jail_plan;
struct report;
struct request;

/* The process that ends pasta: the keeper itself will have no privileges by then. */
struct uplink {
	int pid;			 /* a child, or 0: there is nothing to end */
	int end_fd;			 /* closing it, or the keeper's death, ends pasta */
	char addresses[2 * IP_TEXT_MAX]; /* of a veth's inner end */
};

/*
 * Connects the network of init, a child that is not reaped, as the plan says. 0, or -errno with the
 * reason in report.
 */
int uplink_make(struct uplink *ret_uplink, const struct jail_plan *plan,
		const struct request *request, int init_pid, struct report *report);

/*
 * Only looks whether there is what it needs of the host: the bridge of a veth, a way out and pasta.
 * 0, or -errno with the reason in report.
 */
int uplink_check(const struct jail_plan *plan, struct report *report);

/* Ends what runs for it and waits for that. */
void uplink_end(struct uplink *uplink);
