/* SPDX-License-Identifier: BSD-3-Clause */
/* Every key of the table: that it works, or that it is refused by name. Needs root, as all reads of
 * a configuration file do. */
#include "config/config_keys.h"

#include <errno.h>
#include <limits.h>
#include <linux/capability.h>
#include <sched.h>

#include "config/plan_make.h"
#include "config/tokens.h"
#include "config_fixture.h"
#include "plan/jail_plan.h"
#include "shared/request.h"

static const struct tokens alice = {
	.user = "alice",
	.uid = 1000,
	.group = "staff",
	.home = "/home/alice",
};

static int parse_text(const char *key, const char *text, struct jail_plan *plan,
		      struct report *report)
{
	const struct config_value value = {
		.text = text,
		.file = "f.conf",
		.line = 7,
		.tokens = &alice,
		.report = report,
	};
	const struct config_key *row = config_key_find(key);

	assert_non_null(row);
	return config_key_parse(row, &value, plan);
}

static void refused(const char *key, const char *text, const char *message)
{
	struct report report = quiet_report();
	struct jail_plan plan = { 0 };
	const struct jail_plan untouched = { 0 };

	if (parse_text(key, text, &plan, &report) != -EINVAL)
		fail_msg("%s = %s accepted", key, text);
	assert_string_equal(report.text, message);
	assert_int_equal(report.error_count, 1);
	assert_memory_equal(&plan, &untouched, sizeof(plan));
}

static struct jail_plan accepted(const char *key, const char *text)
{
	struct report report = quiet_report();
	struct jail_plan plan = { 0 };

	if (parse_text(key, text, &plan, &report) != 0)
		fail_msg("%s = %s refused: %s", key, text, report.text);
	assert_int_equal(report.error_count, 0);
	return plan;
}

static struct request request_of_alice(void)
{
	static char path[] = CONF, user[] = "alice", home[] = "/home/alice", group[] = "staff";
	static char shell[] = "/bin/sh";
	static struct request_group groups[] = { { .gid = 50, .name = group } };

	return (struct request){ .uid = 1000,
				 .gid = 50,
				 .config_path = path,
				 .user = user,
				 .home = home,
				 .shell = shell,
				 .group_count = 1,
				 .groups = groups };
}

static void make_plan(struct jail_plan *plan, const char *text)
{
	const struct request request = request_of_alice();
	struct report report = quiet_report();

	write_text(CONF, text);
	if (plan_make(plan, &request, &report) != 0)
		fail_msg("%s", report.text);
}

#define USUAL_NAMESPACES \
	(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWCGROUP)

static void has_the_documented_defaults(void **state)
{
	struct jail_plan plan = { 0 };

	(void)state;
	make_plan(&plan, "[default]\nrootfs = /srv\n");
	assert_true(plan.is_jailed);
	assert_string_equal(plan.rootfs, "/srv");
	assert_int_equal(plan.rootfs_kind, ROOTFS_PATH);
	assert_int_equal(plan.rootfs_mode, ROOTFS_READONLY);
	assert_false(plan.has_shared_inodes);
	assert_string_equal(plan.overlay_dir, "/var/lib/pam_nsjail/1000");
	assert_int_equal(plan.home, HOME_BIND);
	assert_null(plan.on_create);
	assert_null(plan.on_destroy);
	assert_string_equal(plan.hostname, "alice");
	assert_int_equal(plan.namespaces, USUAL_NAMESPACES | CLONE_NEWNET);
	assert_int_equal(plan.network, NETWORK_NONE);
	assert_null(plan.netns);
	assert_null(plan.veth_bridge);
	assert_int_equal(plan.network_owner, NETWORK_OWNER_HOST);
	assert_true(plan.is_veth_isolated);
	assert_true(plan.has_veth_antispoof);
	assert_true(plan.has_proc);
	assert_false(plan.has_sysfs);
	assert_false(plan.has_audit_events);
	assert_int_equal(plan.bounding_set, 0);
	assert_true(plan.no_new_privs);
	assert_int_equal(plan.filter, FILTER_DEFAULT);
	assert_false(plan.has_user_namespace);
	assert_int_equal(plan.accounts, ACCOUNTS_MERGE);
	assert_true(plan.has_resolv_conf);
	assert_true(plan.has_localtime);
	assert_true(plan.has_syslog);
	assert_int_equal(plan.scope, SCOPE_USER);
	assert_int_equal(plan.linger, 0);
	for (size_t i = 0; i < LIMIT_COUNT; i++)
		assert_false(plan.limits[i].is_set);
	assert_null(plan.cgroup_parent);
	jail_plan_clear(&plan);
}

/*
 * Each line differs from what is built in, but for user_namespace and no_new_privs. Those have only
 * one value that works yet: that they are read at all is shown by the refusal of others.
 */
static const char all_keys[] = "[default]\n"
			       "uncovered = allow\n"
			       "[profile mine]\n"
			       "[user alice]\n"
			       "profile = mine\n"
			       "jail = yes\n"
			       "services = sshd, su*\n"
			       "rootfs = /srv/%u\n"
			       "rootfs_mode = overlay\n"
			       "shared_inodes = yes\n"
			       "overlay_dir = /changes/%u\n"
			       "home = tmpfs\n"
			       "bind = /a:/b\n"
			       "tmpfs = /c\n"
			       "seccomp = off\n"
			       "mask = /d\n"
			       "hostname = box-%U\n"
			       "namespaces = mount, pid uts time\n"
			       "network = host\n"
			       "veth_bridge = br-jails\n"
			       "veth_address = 10.77.0.0/16\n"
			       "veth_gateway = 10.77.0.9\n"
			       "veth_isolated = no\n"
			       "veth_antispoof = no\n"
			       "proc = no\n"
			       "sysfs = yes\n"
			       "audit_events = yes\n"
			       "capabilities = CAP_CHOWN net_raw\n"
			       "accounts = rootfs\n"
			       "resolv_conf = no\n"
			       "localtime = no\n"
			       "syslog = no\n"
			       "user_namespace = no\n"
			       "scope = user\n"
			       "linger = 90\n"
			       "sessions_max = 7\n"
			       "no_new_privs = yes\n"
			       "memory_max = 1G\n"
			       "memory_swap_max = 0\n"
			       "tasks_max = 100\n"
			       "cpu_quota = 150%\n"
			       "cpu_weight = 50\n"
			       "io_weight = 20\n"
			       "cgroup_parent = /jails/%u\n"
			       "on_create = /sbin/create\n"
			       "on_destroy = /sbin/destroy\n";

/* What only a user namespace makes possible. */
static const char private_keys[] = "[user alice]\n"
				   "rootfs = /srv\n"
				   "user_namespace = yes\n"
				   "network_owner = tenant\n"
				   "nested_namespaces = yes\n"
				   "capabilities = chown\n"
				   "no_new_privs = yes\n";

static bool has_mount(const struct jail_plan *plan, enum mount_kind kind, const char *target)
{
	for (size_t i = 0; i < plan->mount_count; i++)
		if (plan->mounts[i].kind == kind && strcmp(plan->mounts[i].target, target) == 0)
			return true;
	return false;
}

static void every_key_changes_the_plan(void **state)
{
	struct jail_plan plan = { 0 };

	(void)state;
	make_plan(&plan, all_keys);
	assert_true(plan.is_jailed);
	assert_string_equal(plan.services, "sshd su* ");
	assert_string_equal(plan.rootfs, "/srv/alice");
	assert_int_equal(plan.rootfs_mode, ROOTFS_OVERLAY);
	assert_true(plan.has_shared_inodes);
	assert_string_equal(plan.overlay_dir, "/changes/alice");
	assert_int_equal(plan.home, HOME_TMPFS);
	assert_true(has_mount(&plan, MOUNT_BIND, "/b"));
	assert_true(has_mount(&plan, MOUNT_TMPFS, "/c"));
	assert_true(has_mount(&plan, MOUNT_MASK, "/d"));
	assert_string_equal(plan.on_create, "/sbin/create");
	assert_string_equal(plan.on_destroy, "/sbin/destroy");
	assert_int_equal(plan.filter, FILTER_OFF);
	assert_string_equal(plan.hostname, "box-1000");
	assert_int_equal(plan.namespaces,
			 CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWTIME);
	assert_int_equal(plan.network, NETWORK_HOST);
	assert_string_equal(plan.veth_bridge, "br-jails");
	assert_int_equal(plan.veth_addresses[IP_V4].prefix, 16);
	assert_int_equal(plan.veth_gateways[IP_V4].bytes[3], 9);
	assert_false(plan.is_veth_isolated);
	assert_false(plan.has_veth_antispoof);
	assert_false(plan.has_proc);
	assert_true(plan.has_sysfs);
	assert_true(plan.has_audit_events);
	assert_int_equal(plan.bounding_set, 1 << CAP_CHOWN | 1 << CAP_NET_RAW);
	assert_true(plan.no_new_privs);
	assert_int_equal(plan.accounts, ACCOUNTS_ROOTFS);
	assert_false(plan.has_resolv_conf);
	assert_false(plan.has_localtime);
	assert_false(plan.has_syslog);
	assert_int_equal(plan.scope, SCOPE_USER);
	assert_int_equal(plan.linger, 90);
	for (size_t i = 0; i < LIMIT_COUNT; i++)
		assert_true(plan.limits[i].is_set);
	assert_int_equal(plan.limits[LIMIT_CPU_QUOTA].value, 1500000);
	assert_int_equal(plan.limits[LIMIT_CPU_WEIGHT].value, 50);
	assert_int_equal(plan.limits[LIMIT_IO_WEIGHT].value, 20);
	assert_string_equal(plan.cgroup_parent, "/jails/alice");
	jail_plan_clear(&plan);

	make_plan(&plan, "[default]\nrootfs = /srv\n[user alice]\njail = no\n");
	assert_false(plan.is_jailed);
	jail_plan_clear(&plan);
}

static void a_user_namespace_changes_the_defaults(void **state)
{
	struct jail_plan plan = { 0 };

	(void)state;
	make_plan(&plan, "[default]\nrootfs = /srv\nuser_namespace = yes\n");
	assert_true(plan.has_user_namespace);
	assert_false(plan.has_nested_namespaces);
	assert_false(plan.no_new_privs);
	assert_int_equal(plan.bounding_set, UINT64_MAX);
	assert_int_equal(plan.namespaces, USUAL_NAMESPACES | CLONE_NEWNET | CLONE_NEWUSER);
	jail_plan_clear(&plan);
}

/* What is written down counts, also where the default is another one. */
static void private_keys_change_the_plan(void **state)
{
	struct jail_plan plan = { 0 };

	(void)state;
	make_plan(&plan, private_keys);
	assert_true(plan.has_user_namespace);
	assert_true(plan.has_nested_namespaces);
	assert_true(plan.no_new_privs);
	assert_int_equal(plan.bounding_set, 1 << CAP_CHOWN);
	jail_plan_clear(&plan);
	make_plan(&plan, "[default]\nrootfs = /srv\nuser_namespace = yes\n"
			 "nested_namespaces = no\ncapabilities = none\nno_new_privs = no\n");
	assert_false(plan.has_nested_namespaces);
	assert_false(plan.no_new_privs);
	assert_int_equal(plan.bounding_set, 0);
	jail_plan_clear(&plan);
}

static const struct {
	const char *lines, *message;
} contradictions[] = {
	{ "no_new_privs = no\n",
	  CONF ":3: no_new_privs can not be 'no' without a user namespace: a setuid program in the "
	       "jail would run as the host's root" },
	{ "seccomp = off\nnested_namespaces = no\n",
	  CONF ":4: nested_namespaces 'no' needs the filter of system calls without a user "
	       "namespace, and seccomp is 'off'" },
	{ "user_namespace = yes\nsysfs = yes\nnetwork = host\n",
	  CONF ":4: sysfs 'yes' needs a net namespace if there is a user namespace" },
};

static void trust_modes_do_not_mix(void **state)
{
	const struct request request = request_of_alice();
	char text[256];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(contradictions); i++) {
		struct report report = quiet_report();
		struct jail_plan plan = { 0 };

		(void)snprintf(text, sizeof(text), "[default]\nrootfs = /srv\n%s",
			       contradictions[i].lines);
		write_text(CONF, text);
		assert_int_equal(plan_make(&plan, &request, &report), -EINVAL);
		assert_string_equal(report.text, contradictions[i].message);
		jail_plan_clear(&plan);
	}
}

/* A key without a line above fails here. */
static void every_key_is_tested(void **state)
{
	char line[64];

	(void)state;
	for (const struct config_key *key = config_keys; key->name != NULL; key++) {
		(void)snprintf(line, sizeof(line), "\n%s = ", key->name);
		if (strstr(all_keys, line) == NULL && strstr(private_keys, line) == NULL)
			fail_msg("key '%s'", key->name);
	}
}

static void every_row_is_whole(void **state)
{
	(void)state;
	for (const struct config_key *key = config_keys; key->name != NULL; key++) {
		assert_non_null(key->doc);
		assert_non_null(key->parse);
		assert_ptr_equal(config_key_find(key->name), key);
		if (key->fallback != NULL) {
			struct jail_plan plan = accepted(key->name, key->fallback);

			jail_plan_clear(&plan);
		}
	}
	assert_null(config_key_find("JAIL"));
	assert_null(config_key_find(""));
}

static void refuses_empty_values(void **state)
{
	char message[64];

	(void)state;
	for (const struct config_key *key = config_keys; key->name != NULL; key++) {
		(void)snprintf(message, sizeof(message), "f.conf:7: key '%s' has no value",
			       key->name);
		refused(key->name, "", message);
	}
}

#define AT "f.conf:7: "

static const struct {
	const char *key;
	const char *text;
	const char *message;
} bad_values[] = {
	{ "jail", "maybe", AT "jail 'maybe' is neither 'yes' nor 'no'" },
	{ "jail", "Yes", AT "jail 'Yes' is neither 'yes' nor 'no'" },
	{ "jail", "yes # really", AT "jail 'yes # really' is neither 'yes' nor 'no'" },
	{ "audit_events", "1", AT "audit_events '1' is neither 'yes' nor 'no'" },
	{ "sysfs", "1", AT "sysfs '1' is neither 'yes' nor 'no'" },
	{ "profile", "gold,,silver", AT "profile 'gold,,silver' has an empty member" },
	{ "profile", "gold ../x", AT "'../x' can not be a profile's name" },
	{ "services", "sshd ../su", AT "'../su' is no name of a PAM service" },
	{ "services", "a*b", AT "'a*b' is no name of a PAM service" },
	{ "services", "sshd,,su", AT "services 'sshd,,su' has an empty member" },
	{ "rootfs", "@other", AT "rootfs '@other' is not an absolute path" },
	{ "rootfs", "@usr/bin", AT "rootfs '@usr/bin' is not an absolute path" },
	{ "rootfs", "@Empty", AT "rootfs '@Empty' is not an absolute path" },
	{ "rootfs", "srv", AT "rootfs 'srv' is not an absolute path" },
	{ "rootfs", "\"/srv\"", AT "rootfs '\"/srv\"' is not an absolute path" },
	{ "rootfs", "/srv/", AT "rootfs '/srv/' ends with a '/'" },
	{ "rootfs", "//", AT "rootfs '//' has a '//'" },
	{ "rootfs", "//srv", AT "rootfs '//srv' has a '//'" },
	{ "rootfs", "/srv//a", AT "rootfs '/srv//a' has a '//'" },
	{ "rootfs", "/srv/.", AT "rootfs '/srv/.' has a '.' or '..' component" },
	{ "rootfs", "/./srv", AT "rootfs '/./srv' has a '.' or '..' component" },
	{ "rootfs", "/srv/../etc", AT "rootfs '/srv/../etc' has a '.' or '..' component" },
	{ "rootfs", "/srv/%x",
	  AT "rootfs '/srv/%x' has an unknown token (known are %u, %U, %g, %h and %%)" },
	{ "rootfs_mode", "rw",
	  AT "rootfs_mode 'rw' is not one of readonly, writable, overlay or volatile" },
	{ "overlay_dir", "changes", AT "overlay_dir 'changes' is not an absolute path" },
	{ "overlay_dir", "/a/../b", AT "overlay_dir '/a/../b' has a '.' or '..' component" },
	{ "on_create", "program", AT "on_create 'program' is not an absolute path" },
	{ "on_destroy", "/bin/", AT "on_destroy '/bin/' ends with a '/'" },
	{ "proc", "private", AT "proc 'private' is neither 'yes' nor 'no'" },
	{ "home", "yes", AT "home 'yes' is not one of bind, tmpfs or none" },
	{ "hostname", "a_b",
	  AT "hostname 'a_b' has a byte that is none of A-Z, a-z, 0-9, '.' and '-'" },
	{ "hostname", "%h",
	  AT "hostname '/home/alice' has a byte that is none of A-Z, a-z, 0-9, '.' and '-'" },
	{ "hostname", "a234567890123456789012345678901234567890123456789012345678901234x",
	  AT "hostname 'a234567890123456789012345678901234567890123456789012345678901234x' "
	     "is longer than 64 bytes" },
	{ "namespaces", "mount", AT "namespace 'pid' can not be left out" },
	{ "namespaces", "pid uts", AT "namespace 'mount' can not be left out" },
	{ "namespaces", "mount pid mnt", AT "unknown namespace 'mnt'" },
	{ "namespaces", "mount pid pid", AT "namespace 'pid' is listed twice" },
	{ "namespaces", "mount pid user",
	  AT "namespace 'user' has a key of its own: user_namespace" },
	{ "network", "yes", AT "unknown network 'yes'" },
	{ "user_namespace", "1", AT "user_namespace '1' is neither 'yes' nor 'no'" },
	{ "nested_namespaces", "some", AT "nested_namespaces 'some' is neither 'yes' nor 'no'" },
	{ "scope", "host", AT "scope 'host' is not one of user or session" },
	{ "linger", "never",
	  AT "linger 'never' is not 0, 'forever', or a duration such as 90, 10m or 1h 30m" },
	{ "linger", "-1",
	  AT "linger '-1' is not 0, 'forever', or a duration such as 90, 10m or 1h 30m" },
	{ "linger", "10000d",
	  AT "linger '10000d' is not 0, 'forever', or a duration such as 90, 10m or 1h 30m below "
	     "10000 days" },
	{ "capabilities", "all", AT "unknown capability 'all'" },
	{ "capabilities", "12", AT "unknown capability '12'" },
	{ "capabilities", "cap_12", AT "unknown capability 'cap_12'" },
	{ "capabilities", "none chown", AT "unknown capability 'none'" },
	{ "capabilities", "cap_cap_chown", AT "unknown capability 'cap_cap_chown'" },
	{ "capabilities", "chown=ep", AT "unknown capability 'chown=ep'" },
	{ "capabilities", "chown CAP_CHOWN", AT "capability 'CAP_CHOWN' is listed twice" },
	{ "no_new_privs", "off", AT "no_new_privs 'off' is neither 'yes' nor 'no'" },
	{ "accounts", "host", AT "accounts 'host' is not one of merge or rootfs" },
};

static void refuses_bad_values(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad_values); i++)
		refused(bad_values[i].key, bad_values[i].text, bad_values[i].message);
}

static void knows_roots_without_a_path(void **state)
{
	static const struct {
		const char *text;
		enum rootfs_kind kind;
	} roots[] = { { "@usr", ROOTFS_USR }, { "@empty", ROOTFS_EMPTY }, { "/usr", ROOTFS_PATH } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(roots); i++) {
		struct jail_plan plan = accepted("rootfs", roots[i].text);

		assert_string_equal(plan.rootfs, roots[i].text);
		assert_int_equal(plan.rootfs_kind, roots[i].kind);
		jail_plan_clear(&plan);
	}
}

static void limits_paths(void **state)
{
	char path[PATH_MAX + 1];
	struct jail_plan plan;
	struct report report = quiet_report();

	(void)state;
	memset(path, 'x', sizeof(path));
	path[0] = '/';
	path[PATH_MAX - 1] = '\0';
	plan = accepted("rootfs", path);
	assert_string_equal(plan.rootfs, path);
	jail_plan_clear(&plan);
	path[PATH_MAX - 1] = 'x';
	path[PATH_MAX] = '\0';
	assert_int_equal(parse_text("rootfs", path, &plan, &report), -EINVAL);
	assert_int_equal(report.error_count, 1);
}

static void accepts_paths(void **state)
{
	static const char *const paths[][2] = {
		{ "/", "/" },
		{ "/a", "/a" },
		{ "/..a/.b/c..", "/..a/.b/c.." },
		{ "%h", "/home/alice" },
		{ "/srv%h", "/srv/home/alice" },
		{ "/srv/%g/%U%%", "/srv/staff/1000%" },
		{ "/a b", "/a b" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		struct jail_plan plan = accepted("rootfs", paths[i][0]);

		assert_string_equal(plan.rootfs, paths[i][1]);
		jail_plan_clear(&plan);
	}
}

static void fits_users_into_hostnames(void **state)
{
	struct tokens tokens = alice;
	struct report report = quiet_report();
	struct jail_plan plan = { 0 };
	struct config_value value = { .text = "%u", .tokens = &tokens, .report = &report };
	const struct config_key *key = config_key_find("hostname");
	char name[200];

	(void)state;
	tokens.user = "a_b+c@d$";
	assert_int_equal(config_key_parse(key, &value, &plan), 0);
	assert_string_equal(plan.hostname, "a-b-c-d-");
	memset(name, 'x', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	tokens.user = name;
	assert_int_equal(config_key_parse(key, &value, &plan), 0);
	assert_int_equal(strlen(plan.hostname), 64);
	value.text = "%u.%g";
	tokens.user = "a_b";
	tokens.group = "c_d";
	assert_int_equal(config_key_parse(key, &value, &plan), 0);
	assert_string_equal(plan.hostname, "a-b.c-d");
	jail_plan_clear(&plan);
}

static void reports_every_word_of_a_list(void **state)
{
	struct report report = quiet_report();
	struct jail_plan plan = { 0 };

	(void)state;
	assert_int_equal(parse_text("capabilities", "one chown two", &plan, &report), -EINVAL);
	assert_string_equal(report.text,
			    AT "unknown capability 'one'; " AT "unknown capability 'two'");
	assert_int_equal(plan.bounding_set, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_TEST(has_the_documented_defaults),
		PLACE_TEST(every_key_changes_the_plan),
		PLACE_TEST(a_user_namespace_changes_the_defaults),
		PLACE_TEST(private_keys_change_the_plan),
		PLACE_TEST(trust_modes_do_not_mix),
		cmocka_unit_test(every_key_is_tested),
		cmocka_unit_test(every_row_is_whole),
		cmocka_unit_test(refuses_empty_values),
		cmocka_unit_test(refuses_bad_values),
		cmocka_unit_test(knows_roots_without_a_path),
		cmocka_unit_test(limits_paths),
		cmocka_unit_test(accepts_paths),
		cmocka_unit_test(fits_users_into_hostnames),
		cmocka_unit_test(reports_every_word_of_a_list),
	};

	return cmocka_run_group_tests(tests, place_make, NULL);
}
