/* SPDX-License-Identifier: BSD-3-Clause */
/* The keys about the network: see config_network.h. */
#include "config/config_network.h"

#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>

#include "config/config_value.h"
#include "config/config_words.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "system/report.h"

#define NETNS_PREFIX   "netns:"
#define NETNS_NAME_MAX 255

static const struct {
	const char *name;
	enum network_mode mode;
} modes[] = {
	{ "none", NETWORK_NONE },
	{ "host", NETWORK_HOST },
	{ "veth", NETWORK_VETH },
	{ "user", NETWORK_USER },
};

static int text_keep(char **field, const struct config_key *key, const struct config_value *value,
		     const char *text)
{
	char *copy = strdup(text);

	if (copy == NULL)
		return report_error(value->report, ENOMEM, "%s", key->name);
	free(*field);
	*field = copy;
	return 0;
}

/* ip-netns(8) makes a file of this name below /run/netns. */
static bool is_netns_name(const char *name)
{
	return name[0] != '\0' && name[0] != '.' && strchr(name, '/') == NULL &&
	       strlen(name) <= NETNS_NAME_MAX;
}

static int parse_netns(const struct config_key *key, const struct config_value *value,
		       struct jail_plan *plan)
{
	const char *name = value->text + strlen(NETNS_PREFIX);
	int result;

	if (!is_netns_name(name))
		return config_value_error(value, "'%s' can not be the name of a network namespace",
					  name);
	result = text_keep(&plan->netns, key, value, name);
	if (result == 0)
		plan->network = NETWORK_NETNS;
	return result;
}

int parse_network(const struct config_key *key, const struct config_value *value,
		  struct jail_plan *plan)
{
	if (strncmp(value->text, NETNS_PREFIX, strlen(NETNS_PREFIX)) == 0)
		return parse_netns(key, value, plan);
	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		if (strcmp(value->text, modes[i].name) != 0)
			continue;
		plan->network = modes[i].mode;
		return 0;
	}
	return config_value_error(value, "unknown network '%s'", value->text);
}

int parse_veth_bridge(const struct config_key *key, const struct config_value *value,
		      struct jail_plan *plan)
{
	const char *name = value->text;

	if (strlen(name) >= IFNAMSIZ || name[0] == '.' || name[strcspn(name, "/: \t,")] != '\0')
		return config_value_error(value, "'%s' can not be the name of an interface", name);
	return text_keep(&plan->veth_bridge, key, value, name);
}

int parse_veth_address(const struct config_key *key, const struct config_value *value,
		       struct jail_plan *plan)
{
	struct ip_range ranges[IP_FAMILIES] = { 0 };
	const char *list = value->text;
	char word[64];

	while (config_words_next(&list, word, sizeof(word))) {
		struct ip_range range;
		const char *reason;

		if (ip_range_parse(&range, word, &reason) < 0)
			return config_value_error(value, "%s '%s' %s", key->name, word, reason);
		if (ranges[ip_family(&range.address)].address.family != 0)
			return config_value_error(value, "%s '%s' is a second one of its family",
						  key->name, word);
		ranges[ip_family(&range.address)] = range;
	}
	(void)memcpy(plan->veth_addresses, ranges, sizeof(ranges));
	return 0;
}

int parse_veth_gateway(const struct config_key *key, const struct config_value *value,
		       struct jail_plan *plan)
{
	struct ip_address gateways[IP_FAMILIES] = { 0 };
	const char *list = value->text;
	char word[64];

	while (config_words_next(&list, word, sizeof(word))) {
		struct ip_address gateway;

		if (ip_address_parse(&gateway, word) < 0)
			return config_value_error(value, "%s '%s' is not an address", key->name,
						  word);
		if (gateways[ip_family(&gateway)].family != 0)
			return config_value_error(value, "%s '%s' is a second one of its family",
						  key->name, word);
		gateways[ip_family(&gateway)] = gateway;
	}
	(void)memcpy(plan->veth_gateways, gateways, sizeof(gateways));
	return 0;
}

/* A gateway that is not set is the network's first host. */
static void settle_gateway(struct jail_plan *plan, enum ip_family family, struct report *report)
{
	const struct ip_range *range = &plan->veth_addresses[family];
	struct ip_address *gateway = &plan->veth_gateways[family];

	if (gateway->family == 0 && range->address.family != 0)
		*gateway = ip_range_first(range);
	else if (gateway->family != 0 &&
		 (range->address.family == 0 || !ip_range_contains(range, gateway) ||
		  ip_address_equal(gateway, &range->address)))
		(void)jail_plan_value_error(plan, "veth_gateway", report,
					    "veth_gateway is not a host of the network of "
					    "veth_address");
}

static void settle_veth(struct jail_plan *plan, struct report *report)
{
	if (plan->veth_bridge == NULL)
		(void)jail_plan_value_error(plan, "network", report,
					    "network 'veth' needs veth_bridge");
	if (plan->veth_addresses[IP_V4].address.family == 0 &&
	    plan->veth_addresses[IP_V6].address.family == 0)
		(void)jail_plan_value_error(plan, "network", report,
					    "network 'veth' needs veth_address");
	for (enum ip_family family = 0; family < IP_FAMILIES; family++)
		settle_gateway(plan, family, report);
}

/* Without a root of his own a tenant has no rights over any network. */
static void settle_owner(const struct jail_plan *plan, struct report *report)
{
	if (plan->network_owner != NETWORK_OWNER_TENANT)
		return;
	if (!plan->has_user_namespace)
		(void)jail_plan_value_error(plan, "network_owner", report,
					    "network_owner 'tenant' needs a user namespace");
	else if (plan->network == NETWORK_HOST || plan->network == NETWORK_NETNS)
		(void)jail_plan_value_error(plan, "network_owner", report,
					    "network_owner 'tenant' needs a network of the jail's "
					    "own: none, veth or user");
}

void config_network_settle(struct jail_plan *plan, struct report *report)
{
	if (plan->network == NETWORK_HOST)
		plan->namespaces &= ~(uint32_t)CLONE_NEWNET;
	else if ((plan->namespaces & CLONE_NEWNET) == 0)
		(void)jail_plan_value_error(plan, "namespaces", report,
					    "any network but 'host' needs the net namespace");
	settle_owner(plan, report);
	if (plan->network == NETWORK_VETH)
		settle_veth(plan, report);
	if (plan->has_user_namespace && plan->has_sysfs && plan->network == NETWORK_HOST)
		(void)jail_plan_value_error(plan, "sysfs", report,
					    "sysfs 'yes' needs a net namespace if there is a user "
					    "namespace");
}
