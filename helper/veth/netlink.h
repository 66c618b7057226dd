/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Questions and orders to the kernel over a netlink socket, one at a time.
 * It must never: take an answer for anything but the message that it belongs to.
 */
#pragma once

#include <libmnl/libmnl.h>
#include <stddef.h>
#include <stdint.h>

struct netlink {
	struct mnl_socket *socket;
	uint32_t sequence;
};

/* Room for one message; a kernel's own limit on what it takes is far above. */
struct netlink_message {
	_Alignas(struct nlmsghdr) char bytes[4096];
};

#define _cleanup_netlink_ __attribute__((cleanup(netlink_close)))

/* Opens a socket of a family (NETLINK_ROUTE ...) in this process's network namespace. 0, -errno. */
int netlink_open(struct netlink *netlink, int family);

/* Closes it; harmless for a zeroed one. */
void netlink_close(struct netlink *netlink);

/*
 * Begins a message in its place: the header with NLM_F_REQUEST and flags, and header_size zeroed
 * bytes behind it, which *ret_header points to.
 */
struct nlmsghdr *netlink_begin(struct netlink *netlink, struct netlink_message *message,
			       uint16_t type, uint16_t flags, size_t header_size, void *ret_header);

/*
 * Sends a message and takes what comes until it is acknowledged or its dump has ended; each part is
 * handed to take, which may be NULL. 0 or -errno, which may be the kernel's own.
 */
int netlink_run(struct netlink *netlink, struct nlmsghdr *message, mnl_cb_t take, void *data);

/*
 * Sends several messages that the kernel takes as one, of which the last but the end of the batch
 * alone asks for an acknowledgement. 0 or -errno.
 */
int netlink_run_batch(struct netlink *netlink, const void *bytes, size_t size);
