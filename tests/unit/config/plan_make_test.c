/* SPDX-License-Identifier: BSD-3-Clause */
/* Whose sections count, which of them wins, and what a broken configuration does to whom. Needs
 * root, as all reads of a configuration file do. */
#include "config/plan_make.h"
#include "plan/jail_plan.h"
#include "plan/profile_stamps_look.h"

#include <errno.h>
#include <sched.h>
#include <sys/socket.h>
#include <syslog.h>

#include "config_fixture.h"
#include "shared/request.h"

#define OWN_DIRECTORY PLACE "/nsjail.d"
#define OWN	      OWN_DIRECTORY "/alice.conf"

static char config_path[] = CONF;
static char staff[] = "staff", wheel[] = "wheel", unnamed[] = "";
static struct request_group groups[] = {
	{ .gid = 10, .name = wheel },
	{ .gid = 50, .name = staff },
};

static struct request request_of(const char *user, uid_t uid)
{
	static char name[64], home[80], shell[] = "/bin/sh";

	(void)snprintf(name, sizeof(name), "%s", user);
	(void)snprintf(home, sizeof(home), "/home/%s", user);
	return (struct request){ .uid = uid,
				 .gid = 50,
				 .config_path = config_path,
				 .user = name,
				 .home = home,
				 .shell = shell,
				 .group_count = ARRAY_SIZE(groups),
				 .groups = groups };
}

#define PROFILES OWN_DIRECTORY "/profiles"
#define GOLD	 PROFILES "/gold.conf"

static void write_gold(const char *text)
{
	(void)mkdir(OWN_DIRECTORY, 0755);
	(void)mkdir(PROFILES, 0755);
	write_text(GOLD, text);
}

static void write_own(const char *text)
{
	(void)mkdir(OWN_DIRECTORY, 0755);
	write_text(OWN, text);
}

static struct jail_plan plan_of(const char *user, uid_t uid)
{
	const struct request request = request_of(user, uid);
	struct report report = quiet_report();
	struct jail_plan plan = { 0 };

	if (plan_make(&plan, &request, &report) != 0)
		fail_msg("%s", report.text);
	assert_int_equal(report.error_count, 0);
	return plan;
}

static void jailed_in(const char *user, const char *rootfs)
{
	struct jail_plan plan = plan_of(user, 1000);

	assert_true(plan.is_jailed);
	assert_string_equal(plan.rootfs, rootfs);
	jail_plan_clear(&plan);
}

static void not_jailed(const char *user, uid_t uid)
{
	const struct jail_plan untouched = { 0 };
	struct jail_plan plan = plan_of(user, uid);

	assert_memory_equal(&plan, &untouched, sizeof(plan));
}

static void refused(const char *user, uid_t uid, const char *message)
{
	const struct request request = request_of(user, uid);
	struct report report = quiet_report();
	struct jail_plan plan = { 0 };
	const struct jail_plan untouched = { 0 };

	assert_true(plan_make(&plan, &request, &report) < 0);
	assert_string_equal(report.text, message);
	assert_memory_equal(&plan, &untouched, sizeof(plan));
}

static void default_with_rootfs_covers_all(void **state)
{
	(void)state;
	write_text(CONF, "[default]\nrootfs = /srv/%u\n");
	jailed_in("alice", "/srv/alice");
	jailed_in("bob", "/srv/bob");
	not_jailed("root", 0);
}

static void default_without_rootfs_covers_none(void **state)
{
	(void)state;
	write_text(CONF, "[default]\nhostname = box\n[group wheel]\n[user bob]\nrootfs = /bob\n");
	jailed_in("bob", "/bob");
	refused("alice", 1000, CONF ":3: user 'alice' is jailed, but has no rootfs");
	groups[0].gid = 11;
	groups[0].name = unnamed;
	not_jailed("alice", 1000);
	groups[0].gid = 10;
	groups[0].name = wheel;
	write_text(CONF, "[default]\n");
	not_jailed("alice", 1000);
}

static void specific_sections_win_key_by_key(void **state)
{
	struct jail_plan plan;

	(void)state;
	write_text(CONF, "[user alice]\nhostname = user\nhome = none\n"
			 "[default]\nrootfs = /default\nhostname = default\nsysfs = yes\n"
			 "syslog = no\nhome = tmpfs\n"
			 "[group staff]\nrootfs = /staff\nhostname = staff\nsyslog = yes\n"
			 "[group wheel]\nrootfs = /wheel\nsysfs = no\n");
	write_own("[user alice]\nhostname = own\n");
	plan = plan_of("alice", 1000);
	assert_string_equal(plan.hostname, "own");
	assert_int_equal(plan.home, HOME_NONE);
	assert_string_equal(plan.rootfs, "/staff");
	assert_true(plan.has_syslog);
	/* [group wheel] says no, but the first group that matches is the only one that counts. */
	assert_true(plan.has_sysfs);
	assert_true(plan.has_localtime);
	jail_plan_clear(&plan);
	assert_int_equal(unlink(OWN), 0);
	plan = plan_of("alice", 1000);
	assert_string_equal(plan.hostname, "user");
	jail_plan_clear(&plan);
}

static void origins_are_kept(void **state)
{
	struct jail_plan plan;
	const struct plan_value *value;

	(void)state;
	write_text(CONF, "[default]\nrootfs = /srv/%u\n\n[group staff]\nhome = tmpfs\n");
	write_own("# mine\n[user alice]\nsysfs = yes\n");
	plan = plan_of("alice", 1000);
	value = jail_plan_value(&plan, "rootfs");
	assert_string_equal(value->text, "/srv/%u");
	assert_string_equal(value->file, CONF);
	assert_int_equal(value->line, 2);
	assert_int_equal(jail_plan_value(&plan, "home")->line, 5);
	value = jail_plan_value(&plan, "sysfs");
	assert_string_equal(value->file, OWN);
	assert_int_equal(value->line, 3);
	value = jail_plan_value(&plan, "network");
	assert_string_equal(value->text, "none");
	assert_null(value->file);
	assert_null(jail_plan_value(&plan, "bind"));
	jail_plan_clear(&plan);
	assert_null(jail_plan_value(&plan, "rootfs"));
}

/* Of a repeatable key, the lines of one section count: the most specific that has any. */
static void repeatable_keys_come_from_one_section(void **state)
{
	struct jail_plan plan;
	size_t count = 0;

	(void)state;
	write_text(CONF, "[default]\nrootfs = /srv\nbind = /default\n"
			 "[user alice]\nbind = /one\nbind = /two\n");
	plan = plan_of("alice", 1000);
	for (size_t i = 0; i < plan.mount_count; i++) {
		const struct mount_entry *entry = &plan.mounts[i];

		if (entry->file == NULL)
			continue;
		assert_string_equal(entry->target, count == 0 ? "/one" : "/two");
		assert_string_equal(entry->file, CONF);
		assert_int_equal(entry->line, 5 + count);
		count++;
	}
	assert_int_equal(count, 2);
	jail_plan_clear(&plan);
}

static void jail_no_exempts(void **state)
{
	(void)state;
	write_text(CONF, "[default]\nrootfs = /srv\n[group wheel]\njail = no\n"
			 "[user bob]\njail = yes\n");
	not_jailed("alice", 1000);
	jailed_in("bob", "/srv");
	/* What is wrong with a value for alice alone is no reason to keep her out. */
	groups[1].name = unnamed;
	write_text(CONF, "[default]\nrootfs = /srv/%g\n[user alice]\njail = no\n");
	not_jailed("alice", 1000);
	refused("bob", 1000, CONF ":2: rootfs '/srv/%g' has a token that is empty for this user");
	groups[1].name = staff;
}

static void names_match_exactly(void **state)
{
	(void)state;
	write_text(CONF, "[user Alice]\nrootfs = /a\n[group wheel]\nrootfs = /b\n"
			 "[group admins]\nrootfs = /c\n");
	write_text("/etc/group", "staf:x:50:\n" HOST_GROUP_TEXT);
	groups[0] = groups[1];
	not_jailed("alice", 1000);
	jailed_in("Alice", "/a");
	write_text(CONF, "[group admin]\nrootfs = /c\n[group Wheel]\nrootfs = /c\n");
	write_text("/etc/group", "admin:x:62:\nWheel:x:63:\n" HOST_GROUP_TEXT);
	not_jailed("alice", 1000);
	groups[0] = (struct request_group){ .gid = 10, .name = wheel };
	write_text("/etc/group", HOST_GROUP_TEXT);
}

static void own_file_holds_own_section(void **state)
{
	(void)state;
	write_text(CONF, "[default]\n");
	write_own("[user alice]\nrootfs = /own\n");
	jailed_in("alice", "/own");
	not_jailed("bob", 1000);
	write_own("[user bob]\nrootfs = /own\n");
	refused("alice", 1000,
		OWN ":1: section '[user bob]' in a file that is for '[user alice]' alone");
	write_own("[user alice]\n[default]\nrootfs = /own\n[group staff]\n");
	refused("alice", 1000,
		OWN ":2: section '[default]' in a file that is for '[user alice]' alone; " OWN
		    ":4: section '[group staff]' in a file that is for '[user alice]' alone");
	write_own("");
	refused("alice", 1000, OWN ": has no section");
	assert_int_equal(chmod(OWN, 0666), 0);
	refused("alice", 1000, OWN ": is writable by group or others: Operation not permitted");
	assert_int_equal(unlink(OWN), 0);
	assert_int_equal(chmod(OWN_DIRECTORY, 0777), 0);
	refused("alice", 1000,
		OWN ": '" OWN_DIRECTORY
		    "' is writable by group or others: Operation not permitted");
	assert_int_equal(rmdir(OWN_DIRECTORY), 0);
	write_text(OWN_DIRECTORY, "");
	refused("alice", 1000, OWN ": is not below a directory: Not a directory");
}

/* Whoever no section is about may be called anything. */
static void odd_names_are_refused_in_jails_alone(void **state)
{
	(void)state;
	write_text(CONF, "[default]\nuncovered = allow\n[group staff]\njail = no\n");
	not_jailed("../alice", 1000);
	not_jailed("EXAMPLE\\alice", 1000);
	write_text(CONF, "[default]\nrootfs = /srv/%u\nhostname = x%u\n");
	write_own("[user alice]\njail = no\n");
	refused("../alice", 1000, "user name '../alice' can not be used in a jail");
	refused("anna lee", 1000, "user name 'anna lee' can not be used in a jail");
	refused("EXAMPLE\\alice", 1000,
		"user name 'EXAMPLE\\alice' can not be used in a jail for its backslash");
}

static void odd_accounts_are_refused_in_jails_alone(void **state)
{
	static char broken[] = "/home\nroot::0:0", path[] = "/home:/x";
	struct request request = request_of("alice", 1000);
	struct jail_plan plan = { 0 };

	(void)state;
	write_text(CONF, "[default]\nrootfs = /srv\n");
	for (size_t i = 0; i < 4; i++) {
		struct report report = quiet_report();

		request = request_of("alice", 1000);
		*(i % 2 == 0 ? &request.home : &request.shell) = i < 2 ? broken : path;
		assert_true(plan_make(&plan, &request, &report) < 0);
		assert_string_equal(
			report.text,
			i % 2 == 0 ? "the home of the account holds a ':' or a control byte"
				   : "the shell of the account holds a ':' or a control "
				     "byte");
		write_own("[user alice]\njail = no\n");
		report = quiet_report();
		assert_int_equal(plan_make(&plan, &request, &report), 0);
		assert_false(plan.is_jailed);
		assert_int_equal(unlink(OWN), 0);
	}
}

static void all_errors_of_all_sections(void **state)
{
	(void)state;
	write_text(CONF, "[default]\nrootfs = srv\nroot = /\n[user bob]\njail = maybe\n"
			 "sysfs = yes\nsysfs = no\nbind = /a\nbind = /b\n[group]\n[users a]\n"
			 "[user ../x]\nJail = no\n[Default]\nword\n");
	write_own("[user alice]\nhome =\n");
	refused("alice", 1000,
		CONF
		":15: Equal sign is missing.; " CONF
		":14: section '[default]' is on line 1 already; " CONF
		":2: rootfs 'srv' is not an absolute path; " CONF ":3: unknown key 'root'; " CONF
		":5: jail 'maybe' is neither 'yes' nor 'no'; " CONF
		":7: key 'sysfs' is set on line 6 already; " CONF
		":10: unknown section '[group]'; " CONF ":11: unknown section '[users a]'; " CONF
		":12: '../x' can not be a user's name; " CONF ":13: unknown key 'Jail'; " OWN
		":2: key 'home' has no value");
}

static void templates_of_others_are_judged_alone(void **state)
{
	(void)state;
	/* Odd facts about alice say nothing of bob's section... */
	groups[1].name = unnamed;
	write_text(CONF, "[user alice]\nrootfs = /a\n[user bob]\nrootfs = /srv/%g\n");
	jailed_in("alice", "/a");
	groups[1].name = staff;
	/* ... but a token that nobody has is wrong for all. */
	write_text(CONF, "[user alice]\nrootfs = /a\n[user bob]\nrootfs = /srv/%q\n");
	refused("alice", 1000,
		CONF ":4: rootfs '/srv/%q' has an unknown token "
		     "(known are %u, %U, %g, %h and %%)");
}

static void keys_must_agree(void **state)
{
	struct jail_plan plan;

	(void)state;
	write_text(CONF, "[default]\nrootfs = /srv\nnetwork = host\n");
	plan = plan_of("alice", 1000);
	assert_int_equal(plan.namespaces & CLONE_NEWNET, 0);
	jail_plan_clear(&plan);
	write_text(CONF, "[default]\nrootfs = /srv\nnamespaces = mount pid uts\n");
	refused("alice", 1000, CONF ":3: any network but 'host' needs the net namespace");
	write_text(CONF, "[default]\nrootfs = /srv\nnamespaces = mount pid net\nhostname = x\n");
	refused("alice", 1000, CONF ":4: hostname needs the uts namespace");
	write_text(CONF, "[default]\nrootfs_mode = writable\nrootfs = @usr\n");
	refused("alice", 1000, CONF ":2: 'writable' needs a directory as the rootfs");
	write_text(CONF, "[default]\nrootfs = @empty\nrootfs_mode = writable\n");
	refused("alice", 1000, CONF ":3: 'writable' needs a directory as the rootfs");
	write_text(CONF, "[default]\nrootfs = /srv\nscope = session\nlinger = 10m\n");
	refused("alice", 1000,
		CONF ":4: linger needs scope 'user': a jail of one session ends with it");
	write_text(CONF, "[default]\nrootfs = /srv\nscope = session\n");
	plan = plan_of("alice", 1000);
	assert_int_equal(plan.scope, SCOPE_SESSION);
	jail_plan_clear(&plan);
	write_text(CONF, "[default]\nrootfs = @usr\naccounts = rootfs\n");
	refused("alice", 1000, CONF ":3: 'rootfs' needs a rootfs that has a passwd of its own");
	write_text(CONF, "[default]\nrootfs = /srv\nnamespaces = mount pid net\n");
	plan = plan_of("alice", 1000);
	assert_null(plan.hostname);
	assert_int_equal(plan.namespaces, CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET);
	jail_plan_clear(&plan);
}

static void missing_file_refuses(void **state)
{
	(void)state;
	refused("alice", 1000, CONF ": No such file or directory");
	write_own("[user alice]\nrootfs = /own\n");
	refused("alice", 1000, CONF ": No such file or directory");
}

/* Makes root's plan; it must pass, with one line in the log that holds text. */
static void root_passes_with_a_line(const char *text)
{
	struct request request = request_of("root", 0);
	struct report report = { 0 };
	struct jail_plan plan = { .is_jailed = true };
	struct log_line line = { 0 };
	uint8_t buffer[REASON_MAX + 64];
	int fds[MESSAGE_FDS_MAX];
	int pair[2];
	ssize_t length;

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	report.socket_fd = pair[0];
	assert_int_equal(plan_make(&plan, &request, &report), 0);
	assert_false(plan.is_jailed);
	assert_int_equal(report.error_count, 0);
	length = message_receive(pair[1], buffer, sizeof(buffer), fds, boottime_ms());
	assert_true(length > 0);
	assert_int_equal(log_line_decode(&line, buffer, (size_t)length), 0);
	assert_int_equal(line.level, LOG_ERR);
	assert_non_null(strstr(line.text, text));
	assert_int_equal(close(pair[0]), 0);
	assert_int_equal(close(pair[1]), 0);
}

static void root_gets_in_to_mend_it(void **state)
{
	(void)state;
	root_passes_with_a_line(CONF ": No such file or directory");
	write_text(CONF, "[default]\nrotfs = /srv\n");
	root_passes_with_a_line(CONF ":2: unknown key 'rotfs'");
	write_text(CONF, "[default]\nrootfs = /srv\n[user root]\njail = no\nprofile = gold\n");
	root_passes_with_a_line(CONF ":5: there is no profile 'gold'");
	assert_int_equal(chown(CONF, 1, 1), 0);
	root_passes_with_a_line(CONF ": is not owned by root");
}

static void root_is_jailed_by_nobody(void **state)
{
	static const char message[] =
		"user 'root': uid 0 can not be jailed: Operation not permitted";

	(void)state;
	write_text(CONF, "[default]\nrootfs = /srv\njail = yes\n[group staff]\njail = yes\n");
	not_jailed("root", 0);
	not_jailed("toor", 0);
	write_text(CONF, "[default]\nrootfs = /srv\n[user root]\njail = yes\n");
	refused("root", 0, message);
	not_jailed("toor", 0);
	write_text(CONF, "[default]\nrootfs = /srv\n[user root]\njail = no\n");
	not_jailed("root", 0);
	write_text(CONF, "[default]\nrootfs = /srv\n[user root]\n");
	refused("root", 0, message);
	write_text(CONF, "[default]\nrootfs = /srv\n");
	assert_int_equal(mkdir(OWN_DIRECTORY, 0755), 0);
	write_text(OWN_DIRECTORY "/root.conf", "[user root]\njail = yes\n");
	refused("root", 0, message);
	write_text(OWN_DIRECTORY "/root.conf", "[user root]\njail = oui\n");
	refused("root", 0, OWN_DIRECTORY "/root.conf:2: jail 'oui' is neither 'yes' nor 'no'");
}

static void check_value(const struct jail_plan *plan, const char *key, const char *text,
			const char *file)
{
	const struct plan_value *value = jail_plan_value(plan, key);

	assert_non_null(value);
	assert_string_equal(value->text, text);
	assert_string_equal(value->file, file);
}

/* User, his profiles in order, group, its profiles, default, its profiles. */
static void profiles_stand_behind_who_names_them(void **state)
{
	struct jail_plan plan;

	(void)state;
	write_text(CONF, "[default]\nrootfs = /default\nprofile = base\nsyslog = no\n"
			 "[group staff]\nprofile = silver\nhome = none\n"
			 "[user alice]\nprofile = gold, bronze\nhostname = user\n"
			 "[profile base]\nlocaltime = no\nsyslog = yes\nlinger = 1\n"
			 "[profile silver]\nhome = tmpfs\nsysfs = no\nlinger = 2\n"
			 "[profile bronze]\nrootfs = /bronze\nsysfs = yes\ntasks_max = 5\n");
	write_gold("[profile gold]\nhostname = gold\ntasks_max = 7\n");
	plan = plan_of("alice", 1000);
	check_value(&plan, "hostname", "user", CONF);
	check_value(&plan, "tasks_max", "7", GOLD);
	check_value(&plan, "rootfs", "/bronze", CONF);
	check_value(&plan, "sysfs", "yes", CONF);
	check_value(&plan, "home", "none", CONF);
	check_value(&plan, "linger", "2", CONF);
	check_value(&plan, "syslog", "no", CONF);
	check_value(&plan, "localtime", "no", CONF);
	check_value(&plan, "profile", "gold, bronze", CONF);
	jail_plan_clear(&plan);
	/* What his own file says hides the names, not what they stand for elsewhere. */
	write_own("[user alice]\nprofile = bronze\n");
	plan = plan_of("alice", 1000);
	check_value(&plan, "tasks_max", "5", CONF);
	check_value(&plan, "hostname", "user", CONF);
	jail_plan_clear(&plan);
	assert_int_equal(unlink(OWN) | unlink(GOLD), 0);
}

static void profiles_that_can_not_be_had_refuse(void **state)
{
	(void)state;
	write_text(CONF, "[default]\nrootfs = /srv\n[user alice]\nprofile = gold\n");
	refused("alice", 1000, CONF ":4: there is no profile 'gold'");
	jailed_in("bob", "/srv");
	write_gold("[profile silver]\nsysfs = yes\n");
	refused("alice", 1000,
		GOLD ":1: section '[profile silver]' in a file that is for '[profile gold]' alone");
	write_gold("[profile gold]\nsysfs = maybe\nprofile = more\nuncovered = allow\n");
	refused("alice", 1000,
		GOLD ":2: sysfs 'maybe' is neither 'yes' nor 'no'; " GOLD
		     ":3: a profile has no profiles; " GOLD
		     ":4: key 'uncovered' belongs into [default]");
	jailed_in("bob", "/srv");
	write_gold("[profile gold]\n");
	jailed_in("alice", "/srv");
	write_text(CONF, "[default]\nrootfs = /srv\n[user alice]\nprofile = gold\n"
			 "[profile gold]\nsysfs = yes\n");
	refused("alice", 1000, CONF ":5: profile 'gold' is in '" GOLD "', too");
	assert_int_equal(unlink(GOLD), 0);
	jailed_in("alice", "/srv");
	write_text(CONF, "[default]\nrootfs = /srv\nprofile = ../gold\n");
	refused("alice", 1000, CONF ":3: '../gold' can not be a profile's name");
	write_text(CONF, "[default]\nrootfs = /srv\n[profile .x]\n");
	refused("alice", 1000, CONF ":3: '.x' can not be a profile's name");
}

static void profiles_jail_whom_they_are_for(void **state)
{
	(void)state;
	write_text(CONF, "[default]\nprofile = gold\n[user bob]\njail = no\n");
	write_gold("[profile gold]\nrootfs = /gold\n");
	jailed_in("alice", "/gold");
	not_jailed("bob", 1000);
	not_jailed("root", 0);
	write_text(CONF, "[default]\nrootfs = /srv\n[group staff]\nprofile = free\n"
			 "[profile free]\njail = no\n");
	not_jailed("alice", 1000);
	write_text(CONF, "[default]\njail = yes\nprofile = gold\n");
	jailed_in("alice", "/gold");
	write_gold("[profile gold]\nsysfs = yes\n");
	refused("alice", 1000, CONF ":2: jail = yes in [default] jails nobody without a rootfs");
	write_text(CONF, "[default]\nprofile = gold\n");
	write_gold("[profile gold]\nsysfs = yes\njail = yes\n");
	refused("alice", 1000, GOLD ":3: jail = yes in [default] jails nobody without a rootfs");
	assert_int_equal(unlink(GOLD), 0);
}

static void profiles_are_among_the_sources(void **state)
{
	struct jail_plan plan;

	(void)state;
	write_text(CONF, "[default]\nrootfs = /srv\nprofile = gold, silver\n[profile silver]\n");
	write_gold("[profile gold]\n");
	plan = plan_of("alice", 1000);
	assert_int_equal(plan.profiles.count, 2);
	assert_string_equal(plan.profiles.list[0].path, GOLD);
	assert_int_not_equal(plan.profiles.list[0].stamp.inode, 0);
	assert_string_equal(plan.profiles.list[1].path, PROFILES "/silver.conf");
	assert_int_equal(plan.profiles.list[1].stamp.inode, 0);
	assert_true(profile_stamps_are_current(&plan.profiles));
	assert_int_equal(unlink(GOLD), 0);
	assert_false(profile_stamps_are_current(&plan.profiles));
	jail_plan_clear(&plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_TEST(default_with_rootfs_covers_all),
		PLACE_TEST(default_without_rootfs_covers_none),
		PLACE_TEST(specific_sections_win_key_by_key),
		PLACE_TEST(origins_are_kept),
		PLACE_TEST(repeatable_keys_come_from_one_section),
		PLACE_TEST(jail_no_exempts),
		PLACE_TEST(profiles_stand_behind_who_names_them),
		PLACE_TEST(profiles_that_can_not_be_had_refuse),
		PLACE_TEST(profiles_jail_whom_they_are_for),
		PLACE_TEST(profiles_are_among_the_sources),
		PLACE_TEST(names_match_exactly),
		PLACE_TEST(own_file_holds_own_section),
		PLACE_TEST(odd_names_are_refused_in_jails_alone),
		PLACE_TEST(odd_accounts_are_refused_in_jails_alone),
		PLACE_TEST(all_errors_of_all_sections),
		PLACE_TEST(templates_of_others_are_judged_alone),
		PLACE_TEST(keys_must_agree),
		PLACE_TEST(missing_file_refuses),
		PLACE_TEST(root_gets_in_to_mend_it),
		PLACE_TEST(root_is_jailed_by_nobody),
	};

	return cmocka_run_group_tests(tests, place_make, NULL);
}
