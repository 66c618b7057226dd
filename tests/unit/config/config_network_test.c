/* SPDX-License-Identifier: BSD-3-Clause */
/* The keys about the network: each alone, and what they mean together. Needs root, as all reads of
 * a configuration file do. */
#include "config/config_network.h"

#include <errno.h>

#include "config/plan_make.h"
#include "config_fixture.h"
#include "plan/jail_plan.h"
#include "shared/request.h"

static int plan_try(struct jail_plan *plan, struct report *report, const char *lines)
{
	static char path[] = CONF, user[] = "alice", home[] = "/home/alice";
	static char shell[] = "/bin/sh";
	const struct request request = {
		.uid = 1000,
		.gid = 50,
		.config_path = path,
		.user = user,
		.home = home,
		.shell = shell,
	};
	char text[512];

	*report = quiet_report();
	(void)snprintf(text, sizeof(text), "[default]\nrootfs = /srv\n%s", lines);
	write_text(CONF, text);
	return plan_make(plan, &request, report);
}

static struct jail_plan accepted(const char *lines)
{
	struct jail_plan plan = { 0 };
	struct report report;

	if (plan_try(&plan, &report, lines) != 0)
		fail_msg("%s: %s", lines, report.text);
	return plan;
}

#define VETH "network = veth\nveth_bridge = br0\n"

static const struct {
	const char *lines, *message;
} refusals[] = {
	{ "network = blue\n", ":3: unknown network 'blue'" },
	{ "network = NONE\n", ":3: unknown network 'NONE'" },
	{ "network = netns:\n", ":3: '' can not be the name of a network namespace" },
	{ "network = netns:..\n", ":3: '..' can not be the name of a network namespace" },
	{ "network = netns:.blue\n", ":3: '.blue' can not be the name of a network namespace" },
	{ "network = netns:a/b\n", ":3: 'a/b' can not be the name of a network namespace" },
	{ "network = netns:/proc/1/ns/net\n",
	  ":3: '/proc/1/ns/net' can not be the name of a network namespace" },
	{ "network = netns:blue\nnamespaces = mount pid uts\n",
	  ":4: any network but 'host' needs the net namespace" },
	{ "network = veth\nveth_address = 10.77.0.0/16\n", ":3: network 'veth' needs veth_bridge" },
	{ VETH, ":3: network 'veth' needs veth_address" },
	{ "veth_bridge = a/b\n", ":3: 'a/b' can not be the name of an interface" },
	{ "veth_bridge = sixteen-letters-\n",
	  ":3: 'sixteen-letters-' can not be the name of an interface" },
	{ "veth_bridge = ..\n", ":3: '..' can not be the name of an interface" },
	{ "veth_bridge = br 0\n", ":3: 'br 0' can not be the name of an interface" },
	{ "veth_address = 10.77.0.0\n",
	  ":3: veth_address '10.77.0.0' is not of the form ADDRESS/PREFIX" },
	{ "veth_address = 10.77.0.0/16 10.78.0.0/16\n",
	  ":3: veth_address '10.78.0.0/16' is a second one of its family" },
	{ "veth_gateway = 10.77.0.0/16\n", ":3: veth_gateway '10.77.0.0/16' is not an address" },
	{ "veth_gateway = fd77::1, fd77::2\n",
	  ":3: veth_gateway 'fd77::2' is a second one of its family" },
	{ VETH "veth_address = 10.77.0.0/16\nveth_gateway = 10.78.0.1\n",
	  ":6: veth_gateway is not a host of the network of veth_address" },
	{ VETH "veth_address = 10.77.0.0/16\nveth_gateway = fd77::1\n",
	  ":6: veth_gateway is not a host of the network of veth_address" },
	{ VETH "veth_address = 10.77.0.9/16\nveth_gateway = 10.77.0.9\n",
	  ":6: veth_gateway is not a host of the network of veth_address" },
	{ "network_owner = tenant\n", ":3: network_owner 'tenant' needs a user namespace" },
	{ "user_namespace = yes\nnetwork = host\nnetwork_owner = tenant\n",
	  ":5: network_owner 'tenant' needs a network of the jail's own: none, veth or user" },
	{ "user_namespace = yes\nnetwork = netns:blue\nnetwork_owner = tenant\n",
	  ":5: network_owner 'tenant' needs a network of the jail's own: none, veth or user" },
	{ "network_owner = me\n", ":3: network_owner 'me' is not one of host or tenant" },
	{ "veth_antispoof = maybe\n", ":3: veth_antispoof 'maybe' is neither 'yes' nor 'no'" },
	{ "veth_isolated = maybe\n", ":3: veth_isolated 'maybe' is neither 'yes' nor 'no'" },
};

static void bad_values_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
		struct jail_plan plan = { 0 };
		struct report report;

		if (plan_try(&plan, &report, refusals[i].lines) != -EINVAL)
			fail_msg("%s accepted", refusals[i].lines);
		assert_string_equal(report.text + strlen(CONF), refusals[i].message);
		jail_plan_clear(&plan);
	}
}

static void a_namespace_is_named(void **state)
{
	struct jail_plan plan;

	(void)state;
	plan = accepted("network = netns:blue-1.x\n");
	assert_int_equal(plan.network, NETWORK_NETNS);
	assert_string_equal(plan.netns, "blue-1.x");
	assert_true((plan.namespaces & CLONE_NEWNET) != 0);
	jail_plan_clear(&plan);
}

static void gateways_have_a_default(void **state)
{
	char text[IP_TEXT_MAX];
	struct jail_plan plan;

	(void)state;
	plan = accepted(VETH "veth_address = fd77::/64, 10.77.4.9/16\n");
	assert_int_equal(plan.network, NETWORK_VETH);
	assert_true((plan.namespaces & CLONE_NEWNET) != 0);
	assert_true(plan.is_veth_isolated);
	ip_address_text(&plan.veth_gateways[IP_V4], text);
	assert_string_equal(text, "10.77.0.1");
	ip_address_text(&plan.veth_gateways[IP_V6], text);
	assert_string_equal(text, "fd77::1");
	jail_plan_clear(&plan);
	plan = accepted(VETH "veth_address = 10.77.0.0/16\nveth_gateway = 10.77.0.254\n");
	ip_address_text(&plan.veth_gateways[IP_V4], text);
	assert_string_equal(text, "10.77.0.254");
	assert_int_equal(plan.veth_gateways[IP_V6].family, 0);
	assert_int_equal(plan.veth_addresses[IP_V6].address.family, 0);
	jail_plan_clear(&plan);
}

/* A bridge in [default] does no harm to those who have another network. */
static void keys_of_veth_do_not_count_elsewhere(void **state)
{
	struct jail_plan plan;

	(void)state;
	plan = accepted("veth_bridge = br0\nveth_gateway = 10.77.0.1\n");
	assert_int_equal(plan.network, NETWORK_NONE);
	jail_plan_clear(&plan);
	plan = accepted("network = user\n");
	assert_int_equal(plan.network, NETWORK_USER);
	jail_plan_clear(&plan);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		PLACE_TEST(bad_values_are_refused),
		PLACE_TEST(a_namespace_is_named),
		PLACE_TEST(gateways_have_a_default),
		PLACE_TEST(keys_of_veth_do_not_count_elsewhere),
	};

	return cmocka_run_group_tests(tests, place_make, NULL);
}
