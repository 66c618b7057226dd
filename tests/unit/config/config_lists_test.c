/* SPDX-License-Identifier: BSD-3-Clause */
/* Values that are lists: blanks and commas part their members, and no member is empty. */
#include <errno.h>

#include "config/config_keys.h"
#include "config/tokens.h"
#include "config_fixture.h"
#include "plan/jail_plan.h"

#define AT "f.conf:7: "

static const struct {
	const char *key, *one, *other;
} lists[] = {
	{ "services", "sshd", "su" },
	{ "profile", "gold", "silver" },
	{ "namespaces", "mount", "pid" },
	{ "capabilities", "chown", "kill" },
	{ "veth_address", "10.77.0.0/16", "fd77::/64" },
	{ "veth_gateway", "10.77.0.1", "fd77::1" },
};

/* What stands around two words. */
static const struct {
	const char *before, *between, *after;
	bool is_right;
} forms[] = {
	{ "", ",", "", true },	     { "", " ", "", true },	{ "", ", ", "", true },
	{ " ", "\t,\t", " ", true }, { "", " \t ", "", true },	{ ",", ",", "", false },
	{ "", ",,", "", false },     { "", ", ,", "", false },	{ "", ",", ",", false },
	{ "", " ", " ,", false },    { " , ", " ", "", false }, { "", " , ,", "", false },
};

static int parse(const char *key, const char *text, struct report *report)
{
	const struct tokens tokens = { .user = "alice", .uid = 1000, .group = "a", .home = "/a" };
	const struct config_value value = {
		.text = text, .file = "f.conf", .line = 7, .tokens = &tokens, .report = report
	};
	struct jail_plan plan = { 0 };
	int result = config_key_parse(config_key_find(key), &value, &plan);

	jail_plan_clear(&plan);
	return result;
}

static void refused(const char *key, const char *text, const char *message)
{
	struct report report = quiet_report();

	if (parse(key, text, &report) != -EINVAL)
		fail_msg("%s = %s accepted", key, text);
	assert_string_equal(report.text, message);
}

static void accepted(const char *key, const char *text)
{
	struct report report = quiet_report();

	if (parse(key, text, &report) != 0)
		fail_msg("%s = %s refused: %s", key, text, report.text);
}

static void empty_member_refused(const char *key, const char *text)
{
	char message[256];

	(void)snprintf(message, sizeof(message), AT "%s '%s' has an empty member", key, text);
	refused(key, text, message);
}

static void no_member_of_a_list_is_empty(void **state)
{
	static const char *const without_words[] = { ",", " ", " , ,, " };
	char text[128];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		for (size_t k = 0; k < ARRAY_SIZE(forms); k++) {
			(void)snprintf(text, sizeof(text), "%s%s%s%s%s", forms[k].before,
				       lists[i].one, forms[k].between, lists[i].other,
				       forms[k].after);
			(forms[k].is_right ? accepted : empty_member_refused)(lists[i].key, text);
		}
		for (size_t k = 0; k < ARRAY_SIZE(without_words); k++)
			empty_member_refused(lists[i].key, without_words[k]);
	}
}

/* What has commas and is no list of words: each option is judged by itself. */
static void no_option_is_empty(void **state)
{
	static const struct {
		const char *key, *text, *message;
	} options[] = {
		{ "bind", "/a:ro,,nodev", AT "unknown bind option ''" },
		{ "bind", "/a:,ro", AT "unknown bind option ''" },
		{ "bind", "/a:/b:ro,", AT "unknown bind option ''" },
		{ "bind", "/a:ro, nodev", AT "unknown bind option ' nodev'" },
		{ "tmpfs", "/a:size=1m,,mode=700", AT "unknown tmpfs option ''" },
		{ "tmpfs", "/a:,size=1m", AT "unknown tmpfs option ''" },
		{ "tmpfs", "/a:size=1m,", AT "unknown tmpfs option ''" },
	};

	(void)state;
	accepted("bind", "/a:ro,nodev");
	accepted("tmpfs", "/a:size=1m,mode=700");
	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		refused(options[i].key, options[i].text, options[i].message);
}

/* A key that is a list has a line above. */
static void every_list_is_tested(void **state)
{
	(void)state;
	for (const struct config_key *key = config_keys; key->name != NULL; key++) {
		bool is_tested = false;

		for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
			is_tested = is_tested || strcmp(lists[i].key, key->name) == 0;
		if (is_tested != key->is_list)
			fail_msg("key '%s'", key->name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_member_of_a_list_is_empty),
		cmocka_unit_test(no_option_is_empty),
		cmocka_unit_test(every_list_is_tested),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
