/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pam_nsjail_veth UID ID BRIDGE isolated|open OWNER ADDRESS GATEWAY [ADDRESS GATEWAY]: gives the
 * network namespace at descriptor 3 an eth0 whose other end is on a bridge of the host. Prints the
 * host's end and the addresses, or one line beginning with "!" that says why not. A program of its
 * own, because it speaks netlink through a library and needs rights that the keeper has given up.
 * It must never: leave anything behind when it fails.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/netlink.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "shared/cleanup.h"
#include "system/side_program.h"
#include "veth/antispoof.h"
#include "veth/netlink.h"
#include "veth/pair.h"
#include "veth/ports.h"

#define FIXED_ARGUMENTS 6

/* Who has rights over the namespace; the last one is not judged by any rules. */
enum owner { OWNER_HOST, OWNER_TENANT, OWNER_TENANT_UNCHECKED, OWNER_COUNT };

static const char *const owners[] = {
	[OWNER_HOST] = "host",
	[OWNER_TENANT] = "tenant",
	[OWNER_TENANT_UNCHECKED] = "tenant-unchecked",
};

struct veth {
	enum owner owner;
	struct pair pair;
	const char *bridge;
	struct ip_range ranges[IP_FAMILIES];
	struct ports ports;
	struct netlink route, netfilter;
};

/* The answer: one line, and the reason is all that there is to say. */
__attribute__((format(printf, 2, 3))) static int refuse(int errnum, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	(void)putchar('!');
	(void)vprintf(format, arguments);
	va_end(arguments);
	if (errnum != 0)
		(void)printf(": %s", strerror(errnum));
	(void)putchar('\n');
	return errnum == 0 ? -EINVAL : -errnum;
}

static int number_take(uint32_t *ret_number, const char *text, int base)
{
	char *end;
	unsigned long number;

	errno = 0;
	number = strtoul(text, &end, base);
	if (errno != 0 || end == text || *end != '\0' || number > UINT32_MAX)
		return -EINVAL;
	*ret_number = (uint32_t)number;
	return 0;
}

static int address_take(struct veth *veth, const char *range_text, const char *gateway_text)
{
	struct ip_range range;
	struct ip_address gateway;
	enum ip_family family;
	const char *reason;

	if (ip_range_parse(&range, range_text, &reason) < 0)
		return -EINVAL;
	family = ip_family(&range.address);
	if (ip_address_parse(&gateway, gateway_text) < 0 || !ip_range_contains(&range, &gateway))
		return -EINVAL;
	veth->ranges[family] = range;
	veth->pair.gateways[family] = gateway;
	veth->pair.prefixes[family] = range.prefix;
	return 0;
}

static int owner_take(struct veth *veth, const char *text)
{
	for (enum owner owner = 0; owner < OWNER_COUNT; owner++) {
		if (strcmp(text, owners[owner]) != 0)
			continue;
		veth->owner = owner;
		return 0;
	}
	return -EINVAL;
}

static int arguments_take(struct veth *veth, int count, char **list)
{
	struct port_owner *owner = &veth->pair.owner;
	int error = -EINVAL;

	if (count > FIXED_ARGUMENTS && (count - FIXED_ARGUMENTS) % 2 == 0 &&
	    number_take(&owner->uid, list[1], 10) == 0 &&
	    number_take(&owner->session_id, list[2], 16) == 0 && owner_take(veth, list[5]) == 0)
		error = 0;
	for (int i = FIXED_ARGUMENTS; error == 0 && i < count; i += 2)
		error = address_take(veth, list[i], list[i + 1]);
	if (error < 0) {
		(void)fputs("usage: pam_nsjail_veth UID ID BRIDGE isolated|open "
			    "host|tenant|tenant-unchecked ADDRESS GATEWAY...\n",
			    stderr);
		return error;
	}
	veth->bridge = list[3];
	veth->pair.is_isolated = strcmp(list[4], "isolated") == 0;
	veth->pair.is_alone = veth->pair.is_isolated && veth->owner == OWNER_HOST;
	veth->pair.namespace_fd = SIDE_PROGRAM_FD;
	return fcntl(SIDE_PROGRAM_FD, F_SETFD, FD_CLOEXEC) < 0
		       ? refuse(errno, "no network namespace")
		       : 0;
}

/* From here on logins choose names and addresses one after the other; the end of this one unlocks.
 */
static int lock_take(void)
{
	int fd = open(STATE_DIR, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0 || flock(fd, LOCK_EX) < 0)
		return refuse(errno, "the lock on '%s'", STATE_DIR);
	return 0;
}

/* Whoever has started us is the jail's keeper. */
static int host_read(struct veth *veth)
{
	struct port_owner *owner = &veth->pair.owner;
	int error;

	owner->keeper_pid = getppid();
	error = port_owner_bind(owner);
	if (error == 0)
		error = netlink_open(&veth->route, NETLINK_ROUTE);
	if (error == 0)
		error = ports_read(&veth->ports, &veth->route);
	if (error == 0)
		error = ports_sweep(&veth->ports, &veth->route);
	return error < 0 ? refuse(-error, "can not look at the host's interfaces") : 0;
}

static int bridge_find(struct veth *veth)
{
	char accepts;

	veth->pair.bridge = ports_find(&veth->ports, veth->bridge);
	if (veth->pair.bridge == NULL)
		return refuse(0, "there is no bridge '%s'", veth->bridge);
	if (!veth->pair.bridge->is_bridge)
		return refuse(0, "interface '%s' is not a bridge", veth->bridge);
	accepts = port_accepts_routers(veth->pair.bridge);
	if (veth->owner != OWNER_HOST && accepts != '0')
		return refuse(0,
			      "bridge '%s' takes router advertisements (accept_ra is %c), which "
			      "a tenant could send with network_owner = tenant",
			      veth->bridge, accepts);
	return 0;
}

static int name_choose(struct veth *veth)
{
	struct pair *pair = &veth->pair;
	int error = ports_choose_name(&veth->ports, pair->owner.uid, pair->name);

	if (error == -EEXIST)
		return refuse(0, "an interface '%s' is there that is not ours", pair->name);
	if (error < 0)
		return refuse(0, "uid %" PRIu32 " has too many jails", pair->owner.uid);
	return 0;
}

static int address_choose(struct veth *veth, enum ip_family family)
{
	const struct ip_range *range = &veth->ranges[family];
	struct pair *pair = &veth->pair;
	char text[IP_RANGE_TEXT_MAX];

	if (range->address.family == 0 ||
	    ports_choose_address(&veth->ports, range, &pair->gateways[family], pair->owner.uid,
				 &pair->owner.addresses[family]) == 0)
		return 0;
	ip_range_text(range, text);
	if (ip_range_is_pool(range))
		return refuse(0, "no address of '%s' is free", text);
	return ports_host_has(&veth->ports, &range->address)
		       ? refuse(0, "address '%s' is the host's own", text)
		       : refuse(0, "address '%s' is another jail's", text);
}

static int place_choose(struct veth *veth)
{
	int error = bridge_find(veth);

	if (error == 0)
		error = name_choose(veth);
	for (enum ip_family family = 0; error == 0 && family < IP_FAMILIES; family++)
		error = address_choose(veth, family);
	pair_mac_make(veth->pair.mac, veth->pair.owner.addresses);
	return error;
}

static int rules_refuse(void)
{
	return refuse(0, "network_owner = tenant needs the rules of nsjail-antispoof.nft.example, "
			 "and the nftables table 'bridge nsjail' is not loaded");
}

/* Before the pair is there: it must not send anything that the rules do not know yet. */
static int rules_enter(struct veth *veth)
{
	int error = netlink_open(&veth->netfilter, NETLINK_NETFILTER);

	if (error == -EPROTONOSUPPORT) /* a kernel without nftables has no rules */
		return veth->owner == OWNER_TENANT ? rules_refuse() : 0;
	if (error == 0 && veth->owner == OWNER_TENANT &&
	    !antispoof_is_loaded(&veth->netfilter, &veth->pair))
		return rules_refuse();
	if (error == 0)
		error = antispoof_enter(&veth->netfilter, &veth->ports, &veth->pair);
	return error < 0 ? refuse(-error, "can not enter '%s' in the nftables table '%s'",
				  veth->pair.name, ANTISPOOF_TABLE)
			 : 0;
}

static int pair_make(struct veth *veth)
{
	struct pair *pair = &veth->pair;
	int error = pair_create(pair, &veth->route);

	if (error < 0)
		return refuse(-error, "can not make the interface '%s'", pair->name);
	error = pair_attach(pair, &veth->route);
	if (error < 0)
		(void)refuse(-error, "can not put '%s' on the bridge '%s'", pair->name,
			     veth->bridge);
	if (error == 0) {
		error = pair_configure_inside(pair);
		if (error < 0)
			(void)refuse(-error, "can not set up the jail's end of '%s'", pair->name);
	}
	if (error < 0)
		pair_delete(pair, &veth->route);
	return error;
}

static void answer(const struct pair *pair)
{
	char text[IP_TEXT_MAX];

	(void)fputs(pair->name, stdout);
	for (size_t i = 0; i < IP_FAMILIES; i++) {
		if (pair->owner.addresses[i].family == 0)
			continue;
		ip_address_text(&pair->owner.addresses[i], text);
		(void)printf(" %s", text);
	}
	(void)putchar('\n');
}

int main(int argc, char **argv)
{
	static struct veth veth;
	int error = arguments_take(&veth, argc, argv);

	if (error < 0)
		return 2;
	error = lock_take();
	if (error == 0)
		error = host_read(&veth);
	if (error == 0)
		error = place_choose(&veth);
	if (error == 0)
		error = rules_enter(&veth);
	if (error == 0)
		error = pair_make(&veth);
	if (error < 0)
		return EXIT_FAILURE;
	answer(&veth.pair);
	return EXIT_SUCCESS;
}
