/* SPDX-License-Identifier: BSD-3-Clause */
/* Netlink; see netlink.h. */
#include "veth/netlink.h"

#include <errno.h>
#include <string.h>
#include <time.h>

/* The kernel sends parts of a dump of at most this size (netlink(7)). */
#define ANSWER_MAX 32768

int netlink_open(struct netlink *netlink, int family)
{
	netlink->sequence = (uint32_t)time(NULL);
	netlink->socket = mnl_socket_open2(family, SOCK_CLOEXEC);
	if (netlink->socket == NULL)
		return -errno;
	return mnl_socket_bind(netlink->socket, 0, MNL_SOCKET_AUTOPID) < 0 ? -errno : 0;
}

void netlink_close(struct netlink *netlink)
{
	if (netlink->socket != NULL)
		(void)mnl_socket_close(netlink->socket);
	netlink->socket = NULL;
}

struct nlmsghdr *netlink_begin(struct netlink *netlink, struct netlink_message *message,
			       uint16_t type, uint16_t flags, size_t header_size, void *ret_header)
{
	struct nlmsghdr *header = mnl_nlmsg_put_header(message->bytes);
	void *extra = mnl_nlmsg_put_extra_header(header, header_size);

	header->nlmsg_type = type;
	header->nlmsg_flags = NLM_F_REQUEST | flags;
	header->nlmsg_seq = ++netlink->sequence;
	(void)memcpy(ret_header, &extra, sizeof(extra));
	return header;
}

static int answers_take(struct netlink *netlink, uint32_t sequence, mnl_cb_t take, void *data)
{
	char answer[ANSWER_MAX];
	int result = MNL_CB_OK;

	while (result > MNL_CB_STOP) {
		ssize_t length = mnl_socket_recvfrom(netlink->socket, answer, sizeof(answer));

		if (length < 0)
			return -errno;
		result = mnl_cb_run(answer, (size_t)length, sequence,
				    mnl_socket_get_portid(netlink->socket), take, data);
	}
	return result < 0 ? -errno : 0;
}

int netlink_run(struct netlink *netlink, struct nlmsghdr *message, mnl_cb_t take, void *data)
{
	if ((message->nlmsg_flags & NLM_F_DUMP) != NLM_F_DUMP)
		message->nlmsg_flags |= NLM_F_ACK;
	if (mnl_socket_sendto(netlink->socket, message, message->nlmsg_len) < 0)
		return -errno;
	return answers_take(netlink, message->nlmsg_seq, take, data);
}

/* Of a batch only what fails and the last are answered, in their order; 0 is any sequence number.
 */
int netlink_run_batch(struct netlink *netlink, const void *bytes, size_t size)
{
	char answer[ANSWER_MAX];
	ssize_t length;

	if (mnl_socket_sendto(netlink->socket, bytes, size) < 0)
		return -errno;
	length = mnl_socket_recvfrom(netlink->socket, answer, sizeof(answer));
	if (length < 0)
		return -errno;
	return mnl_cb_run(answer, (size_t)length, 0, mnl_socket_get_portid(netlink->socket), NULL,
			  NULL) < 0
		       ? -errno
		       : 0;
}
