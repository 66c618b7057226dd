/* SPDX-License-Identifier: BSD-3-Clause */
/* Elements of the sets against forged addresses; see antispoof.h. */
#include "veth/antispoof.h"

#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "shared/cleanup.h"

#define SET_MACS    "jail_macs"
#define SET_IPV4    "jail_ipv4"
#define SET_IPV6    "jail_ipv6"
#define SET_TARGETS "jail_targets"
#define CHAIN	    "from_jails"

/* An element takes less than 64 bytes, and the kernel takes as much at once as fits its queue. */
#define BATCH_MAX     16384
#define BATCH_RESERVE 1024

struct set_work {
	const char *set;
	const struct ports *ports;
	const char *name; /* whatever is entered for it goes */
	size_t stale_count;
	struct antispoof_key *stale; /* owned */
};

void antispoof_key_make(struct antispoof_key *key, const char *name, const uint8_t *address,
			size_t size)
{
	*key = (struct antispoof_key){ .size = IFNAMSIZ + (size + 3) / 4 * 4 };
	(void)memcpy(key->bytes, name, strnlen(name, IFNAMSIZ));
	(void)memcpy(key->bytes + IFNAMSIZ, address, size);
}

void antispoof_link_local(uint8_t address[16], const uint8_t mac[MAC_SIZE])
{
	const uint8_t made[16] = {
		0xfe,	0x80,	0,    0,    0,	    0,	    0,	   0, (uint8_t)(mac[0] ^ 0x02),
		mac[1], mac[2], 0xff, 0xfe, mac[3], mac[4], mac[5]
	};

	(void)memcpy(address, made, sizeof(made));
}

static struct nlmsghdr *begin(struct netlink *netfilter, struct netlink_message *message,
			      uint16_t order, uint16_t flags)
{
	struct nfgenmsg *header;
	struct nlmsghdr *request =
		netlink_begin(netfilter, message, (uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | order),
			      flags, sizeof(*header), &header);

	header->nfgen_family = NFPROTO_BRIDGE;
	return request;
}

static int has_set(struct netlink *netfilter, const char *set)
{
	struct netlink_message message;
	struct nlmsghdr *request = begin(netfilter, &message, NFT_MSG_GETSET, 0);

	mnl_attr_put_strz(request, NFTA_SET_TABLE, ANTISPOOF_TABLE);
	mnl_attr_put_strz(request, NFTA_SET_NAME, set);
	return netlink_run(netfilter, request, NULL, NULL);
}

static int has_chain(struct netlink *netfilter)
{
	struct netlink_message message;
	struct nlmsghdr *request = begin(netfilter, &message, NFT_MSG_GETCHAIN, 0);

	mnl_attr_put_strz(request, NFTA_CHAIN_TABLE, ANTISPOOF_TABLE);
	mnl_attr_put_strz(request, NFTA_CHAIN_NAME, CHAIN);
	return netlink_run(netfilter, request, NULL, NULL);
}

bool antispoof_is_loaded(struct netlink *netfilter, const struct pair *pair)
{
	bool has_ipv4 = pair->owner.addresses[IP_V4].family != 0;
	bool has_ipv6 = pair->owner.addresses[IP_V6].family != 0;

	return has_chain(netfilter) == 0 && has_set(netfilter, SET_MACS) == 0 &&
	       (!has_ipv4 || has_set(netfilter, SET_IPV4) == 0) &&
	       (!has_ipv6 ||
		(has_set(netfilter, SET_IPV6) == 0 && has_set(netfilter, SET_TARGETS) == 0));
}

static int stale_add(struct set_work *work, const struct antispoof_key *key)
{
	struct antispoof_key *stale =
		reallocarray(work->stale, work->stale_count + 1, sizeof(*stale));

	if (stale == NULL)
		return MNL_CB_ERROR;
	work->stale = stale;
	stale[work->stale_count++] = *key;
	return MNL_CB_OK;
}

static int key_take(const struct nlattr *attribute, void *data)
{
	struct set_work *work = data;
	struct antispoof_key key = { .size = mnl_attr_get_payload_len(attribute) };
	char name[IFNAMSIZ + 1] = "";

	if (mnl_attr_get_type(attribute) != NFTA_DATA_VALUE || key.size < IFNAMSIZ ||
	    key.size > sizeof(key.bytes))
		return MNL_CB_OK;
	(void)memcpy(key.bytes, mnl_attr_get_payload(attribute), key.size);
	(void)memcpy(name, key.bytes, IFNAMSIZ);
	if (strcmp(name, work->name) != 0 && ports_find(work->ports, name) != NULL)
		return MNL_CB_OK;
	return stale_add(work, &key);
}

static int element_part_take(const struct nlattr *attribute, void *data)
{
	if (mnl_attr_get_type(attribute) != NFTA_SET_ELEM_KEY)
		return MNL_CB_OK;
	return mnl_attr_parse_nested(attribute, key_take, data);
}

static int element_take(const struct nlattr *attribute, void *data)
{
	return mnl_attr_parse_nested(attribute, element_part_take, data);
}

static int list_take(const struct nlattr *attribute, void *data)
{
	if (mnl_attr_get_type(attribute) != NFTA_SET_ELEM_LIST_ELEMENTS)
		return MNL_CB_OK;
	return mnl_attr_parse_nested(attribute, element_take, data);
}

static int message_take(const struct nlmsghdr *message, void *data)
{
	return mnl_attr_parse(message, sizeof(struct nfgenmsg), list_take, data);
}

static int stale_find(struct netlink *netfilter, struct set_work *work)
{
	struct netlink_message message;
	struct nlmsghdr *request = begin(netfilter, &message, NFT_MSG_GETSETELEM, NLM_F_DUMP);

	mnl_attr_put_strz(request, NFTA_SET_ELEM_LIST_TABLE, ANTISPOOF_TABLE);
	mnl_attr_put_strz(request, NFTA_SET_ELEM_LIST_SET, work->set);
	return netlink_run(netfilter, request, message_take, work);
}

/* Several orders that nftables takes as one: all of them, or none. */
struct batch {
	struct netlink *netfilter;
	size_t used;
	_Alignas(struct nlmsghdr) char bytes[BATCH_MAX];
};

static void batch_add(struct batch *batch, const struct nlmsghdr *message)
{
	(void)memcpy(batch->bytes + batch->used, message, message->nlmsg_len);
	batch->used += NLMSG_ALIGN(message->nlmsg_len);
}

static void batch_mark(struct batch *batch, uint16_t type)
{
	struct netlink_message message;
	struct nfgenmsg *header;
	struct nlmsghdr *mark =
		netlink_begin(batch->netfilter, &message, type, 0, sizeof(*header), &header);

	header->res_id = htons(NFNL_SUBSYS_NFTABLES);
	batch_add(batch, mark);
}

static void batch_element(struct batch *batch, const char *set, uint16_t order, uint16_t flags,
			  const struct antispoof_key *key)
{
	struct netlink_message message;
	struct nlmsghdr *request = begin(batch->netfilter, &message, order, flags);
	struct nlattr *list, *element, *value;

	mnl_attr_put_strz(request, NFTA_SET_ELEM_LIST_TABLE, ANTISPOOF_TABLE);
	mnl_attr_put_strz(request, NFTA_SET_ELEM_LIST_SET, set);
	list = mnl_attr_nest_start(request, NFTA_SET_ELEM_LIST_ELEMENTS);
	element = mnl_attr_nest_start(request, NFTA_LIST_ELEM);
	value = mnl_attr_nest_start(request, NFTA_SET_ELEM_KEY);
	mnl_attr_put(request, NFTA_DATA_VALUE, key->size, key->bytes);
	mnl_attr_nest_end(request, value);
	mnl_attr_nest_end(request, element);
	mnl_attr_nest_end(request, list);
	batch_add(batch, request);
}

/* What does not fit any more goes the next time; the new ones always have their place. */
static int set_change(struct netlink *netfilter, const struct set_work *work,
		      const struct antispoof_key *keys, size_t count)
{
	struct batch batch = { .netfilter = netfilter };

	batch_mark(&batch, NFNL_MSG_BATCH_BEGIN);
	for (size_t i = 0; i < work->stale_count && batch.used < BATCH_MAX - BATCH_RESERVE; i++)
		batch_element(&batch, work->set, NFT_MSG_DELSETELEM, 0, &work->stale[i]);
	for (size_t i = 0; i < count; i++)
		batch_element(&batch, work->set, NFT_MSG_NEWSETELEM,
			      (uint16_t)(NLM_F_CREATE | (i + 1 == count ? NLM_F_ACK : 0)),
			      &keys[i]);
	batch_mark(&batch, NFNL_MSG_BATCH_END);
	return netlink_run_batch(netfilter, batch.bytes, batch.used);
}

static int set_enter(struct netlink *netfilter, const char *set, const struct ports *ports,
		     const struct pair *pair, const struct antispoof_key *keys, size_t count)
{
	struct set_work work = { .set = set, .ports = ports, .name = pair->name };
	int error;

	if (count == 0)
		return 0;
	error = has_set(netfilter, set);
	if (error < 0)
		return error == -ENOENT ? 0 : error;
	error = stale_find(netfilter, &work);
	if (error == 0)
		error = set_change(netfilter, &work, keys, count);
	free(work.stale);
	return error;
}

int antispoof_enter(struct netlink *netfilter, const struct ports *ports, const struct pair *pair)
{
	const struct ip_address *ipv4 = &pair->owner.addresses[IP_V4];
	const struct ip_address *ipv6 = &pair->owner.addresses[IP_V6];
	struct antispoof_key mac, v4, v6[2];
	uint8_t link_local[16];
	int error;

	antispoof_link_local(link_local, pair->mac);
	antispoof_key_make(&mac, pair->name, pair->mac, MAC_SIZE);
	antispoof_key_make(&v4, pair->name, ipv4->bytes, 4);
	antispoof_key_make(&v6[0], pair->name, ipv6->bytes, 16);
	antispoof_key_make(&v6[1], pair->name, link_local, 16);
	error = set_enter(netfilter, SET_MACS, ports, pair, &mac, 1);
	if (error == 0)
		error = set_enter(netfilter, SET_IPV4, ports, pair, &v4, ipv4->family != 0);
	if (error == 0)
		error = set_enter(netfilter, SET_IPV6, ports, pair, v6, ipv6->family != 0 ? 2 : 0);
	if (error == 0)
		error = set_enter(netfilter, SET_TARGETS, ports, pair, v6,
				  ipv6->family != 0 ? 2 : 0);
	return error;
}
