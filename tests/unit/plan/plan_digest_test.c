/* SPDX-License-Identifier: BSD-3-Clause */
/* Every key and everything about the account makes another digest; what shapes no jail does not. */
#include "plan/plan_digest.h"

#include <errno.h>

#include "config/config_keys.h"
#include "config/plan_make.h"
#include "config_fixture.h"
#include "plan/jail_plan.h"
#include "shared/request.h"

#define BASE "[default]\nrootfs = /srv\nscope = user\n"

static char path[] = CONF, user[] = "alice", gecos[] = "Alice", home[] = "/home/alice",
	    shell[] = "/bin/sh", staff[] = "staff", web[] = "web", other[] = "other", none[] = "";
static struct request_group groups[] = { { 50, staff }, { 60, web } };

static struct request request_of_alice(void)
{
	return (struct request){ .uid = 1000,
				 .gid = 50,
				 .config_path = path,
				 .user = user,
				 .gecos = gecos,
				 .home = home,
				 .shell = shell,
				 .service = none,
				 .tty = none,
				 .rhost = none,
				 .group_count = 2,
				 .groups = groups };
}

struct digest {
	char text[PLAN_DIGEST_SIZE];
};

static struct digest digest_of(const char *config, const struct request *request)
{
	struct report report = quiet_report();
	struct jail_plan plan = { 0 };
	struct digest digest;

	write_text(CONF, config);
	if (plan_make(&plan, request, &report) != 0)
		fail_msg("%s: %s", config, report.text);
	assert_int_equal(plan_digest_make(digest.text, &plan, request), 0);
	assert_int_equal(strlen(digest.text), PLAN_DIGEST_SIZE - 1);
	jail_plan_clear(&plan);
	return digest;
}

static struct digest digest_of_config(const char *config)
{
	const struct request request = request_of_alice();

	return digest_of(config, &request);
}

static bool is_same(const struct digest *a, const struct digest *b)
{
	return strcmp(a->text, b->text) == 0;
}

/* For each key a whole configuration that differs from BASE in that key; NULL: see beside it. */
static const struct {
	const char *key;
	const char *config;
} others[] = {
	{ "jail", NULL },      /* no: there is no jail */
	{ "uncovered", NULL }, /* of who has none */
	{ "profile", NULL },   /* its keys are, one by one */
	{ "services", NULL },  /* of the login, not of the jail */
	{ "rootfs", "[default]\nrootfs = /other\nscope = user\n" },
	{ "shared_inodes", BASE "shared_inodes = yes\n" },
	{ "rootfs_mode", BASE "rootfs_mode = writable\n" },
	{ "overlay_dir", BASE "overlay_dir = /other\n" },
	{ "home", BASE "home = none\n" },
	{ "bind", BASE "bind = /a:/b\n" },
	{ "tmpfs", BASE "tmpfs = /c\n" },
	{ "mask", BASE "mask = /d\n" },
	{ "hostname", BASE "hostname = other\n" },
	{ "namespaces", BASE "namespaces = mount pid uts ipc net\n" },
	{ "network", BASE "network = host\n" },
	{ "veth_bridge", BASE "veth_bridge = br-jails\n" },
	{ "veth_address", BASE "veth_address = 10.77.0.0/16\n" },
	{ "veth_gateway", BASE "veth_gateway = 10.77.0.9\n" },
	{ "veth_isolated", BASE "veth_isolated = no\n" },
	{ "network_owner", BASE "user_namespace = yes\nnetwork_owner = tenant\n" },
	{ "veth_antispoof", BASE "veth_antispoof = no\n" },
	{ "user_namespace", BASE "user_namespace = yes\n" },
	{ "nested_namespaces", BASE "nested_namespaces = yes\n" },
	{ "seccomp", BASE "seccomp = off\n" },
	{ "scope", "[default]\nrootfs = /srv\nscope = session\n" },
	{ "linger", BASE "linger = 1\n" },
	{ "proc", BASE "proc = no\n" },
	{ "sysfs", BASE "sysfs = yes\n" },
	{ "audit_events", BASE "audit_events = yes\n" },
	{ "capabilities", BASE "capabilities = chown\n" },
	{ "no_new_privs", NULL }, /* one value in plain mode */
	{ "sessions_max", BASE "sessions_max = 5\n" },
	{ "memory_max", BASE "memory_max = 1G\n" },
	{ "memory_swap_max", BASE "memory_swap_max = 0\n" },
	{ "tasks_max", BASE "tasks_max = 100\n" },
	{ "cpu_quota", BASE "cpu_quota = 150%\n" },
	{ "cpu_weight", BASE "cpu_weight = 50\n" },
	{ "io_weight", BASE "io_weight = 20\n" },
	{ "cgroup_parent", BASE "cgroup_parent = /jails\n" },
	{ "accounts", BASE "accounts = rootfs\n" },
	{ "resolv_conf", BASE "resolv_conf = no\n" },
	{ "localtime", BASE "localtime = no\n" },
	{ "syslog", BASE "syslog = no\n" },
	{ "on_create", BASE "on_create = /bin/true\n" },
	{ "on_destroy", BASE "on_destroy = /bin/true\n" },
};

static void every_key_changes_it(void **state)
{
	struct digest base = digest_of_config(BASE);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		struct digest found;

		if (others[i].config == NULL)
			continue;
		found = digest_of_config(others[i].config);
		if (is_same(&found, &base))
			fail_msg("key '%s' makes no other jail", others[i].key);
	}
}

/* A new key without a line above fails here. */
static void every_key_is_tested(void **state)
{
	(void)state;
	for (const struct config_key *key = config_keys; key->name != NULL; key++) {
		size_t i = 0;

		while (i < ARRAY_SIZE(others) && strcmp(others[i].key, key->name) != 0)
			i++;
		if (i == ARRAY_SIZE(others))
			fail_msg("key '%s'", key->name);
	}
}

static void options_of_mounts_change_it(void **state)
{
	static const char *const configs[] = {
		BASE "bind = /a:/b\n",
		BASE "bind = /a:/b:rw\n",
		BASE "bind = /a:/b:optional\n",
		BASE "bind = /a\n",
		BASE "tmpfs = /c\n",
		BASE "tmpfs = /c:size=1m\n",
		BASE "tmpfs = /c:inodes=100\n",
		BASE "tmpfs = /c:mode=0700\n",
		BASE "tmpfs = /c\ntmpfs = /d\n",
		BASE,
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(configs); i++)
		for (size_t k = 0; k < i; k++) {
			struct digest first = digest_of_config(configs[i]);
			struct digest second = digest_of_config(configs[k]);

			if (is_same(&first, &second))
				fail_msg("%s and %s", configs[i], configs[k]);
		}
}

static void where_a_value_stands_does_not(void **state)
{
	struct digest base = digest_of_config(BASE "bind = /a:/b\n");
	struct digest found = digest_of_config(
		"# a comment\n[default]\nscope = user\n\nrootfs = /srv\nbind = /a:/b\n");

	(void)state;
	assert_true(is_same(&base, &found));
	found = digest_of_config("[user alice]\nscope = user\nrootfs = /srv\nbind = /a:/b:ro\n");
	assert_true(is_same(&base, &found));
}

static void check_account(struct request request, bool should_differ)
{
	struct digest base = digest_of_config(BASE "hostname = h\noverlay_dir = /o\nhome = none\n");
	struct digest found =
		digest_of(BASE "hostname = h\noverlay_dir = /o\nhome = none\n", &request);

	assert_int_equal(is_same(&base, &found), !should_differ);
}

static void everything_about_the_account_changes_it(void **state)
{
	static struct request_group renamed[] = { { 50, staff }, { 60, other } };
	static struct request_group more[] = { { 50, staff }, { 60, web }, { 70, other } };
	struct request request = request_of_alice();
	char *request_fields[] = { user, home, shell };
	char **members[] = { &request.user, &request.home, &request.shell };
	char changed[] = "/changed";

	(void)state;
	check_account(request, false);
	for (size_t i = 0; i < ARRAY_SIZE(members); i++) {
		*members[i] = i == 0 ? other : changed;
		check_account(request, true);
		*members[i] = request_fields[i];
	}
	request.uid = 1001;
	check_account(request, true);
	request = request_of_alice();
	request.gid = 60;
	check_account(request, true);
	request = request_of_alice();
	request.groups = renamed;
	check_account(request, true);
	request.groups = more;
	request.group_count = 3;
	check_account(request, true);
	request.group_count = 1;
	check_account(request, true);
}

static void the_session_gecos_and_the_order_of_groups_do_not(void **state)
{
	static struct request_group turned[] = { { 60, web }, { 50, staff } };
	struct request request = request_of_alice();

	(void)state;
	request.groups = turned;
	request.session_id = 7;
	request.is_debug = request.has_terminal = true;
	request.service = request.tty = request.rhost = request.gecos = other;
	check_account(request, false);
}

/* A field can not be made to look like the end of itself and the begin of another one. */
static void the_range_of_ids_changes_it(void **state)
{
	const struct request request = request_of_alice();
	const struct jail_plan plans[] = {
		{ .has_user_namespace = true },
		{ .has_user_namespace = true, .subuid = 100000 },
		{ .has_user_namespace = true, .subgid = 100000 },
		{ .has_user_namespace = true, .subuid = 100000, .subgid = 100000 },
	};
	struct digest digests[ARRAY_SIZE(plans)];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(plans); i++) {
		assert_int_equal(plan_digest_make(digests[i].text, &plans[i], &request), 0);
		for (size_t k = 0; k < i; k++)
			assert_false(is_same(&digests[i], &digests[k]));
	}
}

static void odd_bytes_are_spelled(void **state)
{
	struct request request = request_of_alice();
	struct jail_plan plan = { 0 };
	_cleanup_free_ char *text = NULL, *again = NULL;
	char odd[] = "a\nhome = /b\\\x01\xff";

	(void)state;
	request.home = odd;
	assert_int_equal(plan_text_make(&text, &plan, &request), 0);
	assert_non_null(strstr(text, "\nhome = a\\x0ahome = /b\\x5c\\x01\\xff\nshell = "));
	assert_non_null(strstr(text, "\ngroup = 50 staff\ngroup = 60 web\n"));
	/* No value is not an empty one. */
	assert_null(strstr(text, "\nrootfs"));
	plan.rootfs = none;
	assert_int_equal(plan_text_make(&again, &plan, &request), 0);
	assert_non_null(strstr(again, "\nrootfs = \n"));
}

/* Two mounts are not one with the fields of both. */
static void mounts_are_told_apart(void **state)
{
	struct mount_entry one[] = { { .target = home, .source = other } };
	struct mount_entry two[] = { { .target = home }, { .source = other } };
	const struct request request = request_of_alice();
	char digests[2][PLAN_DIGEST_SIZE];

	(void)state;
	assert_int_equal(plan_digest_make(digests[0],
					  &(struct jail_plan){ .mounts = one, .mount_count = 1 },
					  &request),
			 0);
	assert_int_equal(plan_digest_make(digests[1],
					  &(struct jail_plan){ .mounts = two, .mount_count = 2 },
					  &request),
			 0);
	assert_string_not_equal(digests[0], digests[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_TEST(every_key_changes_it),
		cmocka_unit_test(every_key_is_tested),
		PLACE_TEST(options_of_mounts_change_it),
		PLACE_TEST(where_a_value_stands_does_not),
		PLACE_TEST(everything_about_the_account_changes_it),
		PLACE_TEST(the_session_gecos_and_the_order_of_groups_do_not),
		cmocka_unit_test(the_range_of_ids_changes_it),
		cmocka_unit_test(odd_bytes_are_spelled),
		cmocka_unit_test(mounts_are_told_apart),
	};

	return cmocka_run_group_tests(tests, place_make, NULL);
}
