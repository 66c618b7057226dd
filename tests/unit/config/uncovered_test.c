/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who is let in without a jail, and what keeps him out; with the host's files, and a program in the
 * place of the one that asks the name service.
 */
#include "config/uncovered.h"

#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "config/plan_make.h"
#include "fixture.h"
#include "shared/cleanup.h"

#define CONF  FIXTURE_DIRECTORY "/nsjail.conf"
#define MARK  FIXTURE_DIRECTORY "/asked"
#define SHELL "#!/bin/sh\necho \"$@\" >>" MARK "\n"

/* alice is the host's, eve a directory's; both are in the host's group web and in a directory's. */
static struct request request_of(const char *user)
{
	static char path[] = CONF, home[] = "/home", name[16], web[] = "web", staff[] = "staff";
	static char empty[] = "", shell[] = "/bin/sh";
	static struct request_group groups[] = { { 33, web }, { 5000, staff }, { 6000, empty } };

	(void)snprintf(name, sizeof(name), "%s", user);
	return (struct request){ .uid = strcmp(user, "alice") == 0 ? 1001 : 7001,
				 .gid = 33,
				 .config_path = path,
				 .user = name,
				 .home = home,
				 .shell = shell,
				 .group_count = ARRAY_SIZE(groups),
				 .groups = groups };
}

static void host_make(const char *program)
{
	char path[] = GROUPS_PATH, *directory = dirname(path);
	struct stat status;

	while (stat(directory, &status) < 0)
		directory = dirname(directory);
	check_number(mount("tmpfs", directory, "tmpfs", 0, "mode=0755"), 0);
	check_number(mount("tmpfs", "/etc", "tmpfs", 0, "mode=0755"), 0);
	file_make("/etc/passwd", "root:x:0:0::/:/bin/sh\nalice:x:1001:33::/:/bin/sh\n", 0644);
	file_make("/etc/group", "web:x:33:\nmail:x:8:\nalias:x:33:\nsudo:x:27:\n", 0644);
	if (program != NULL)
		file_make(GROUPS_PATH, program, 0755);
}

static int plan(const char *config, const struct request *request, struct jail_plan *plan,
		struct report *report)
{
	*plan = (struct jail_plan){ 0 };
	*report = (struct report){ .socket_fd = NO_FD };
	file_make(CONF, config, 0644);
	return plan_make(plan, request, report);
}

static void check_unjailed(const char *config, const char *user)
{
	const struct request request = request_of(user);
	struct jail_plan made;
	struct report report;

	check_true(plan(config, &request, &made, &report) == 0, report.text, __FILE__, __LINE__);
	check_true(!made.is_jailed, config, __FILE__, __LINE__);
}

static void check_jailed(const char *config, const char *user, const char *rootfs)
{
	const struct request request = request_of(user);
	struct jail_plan made;
	struct report report;

	check_true(plan(config, &request, &made, &report) == 0, report.text, __FILE__, __LINE__);
	check_true(made.is_jailed, config, __FILE__, __LINE__);
	check_text(made.rootfs, rootfs);
	jail_plan_clear(&made);
}

static void check_refused_request(const char *config, const struct request *request,
				  const char *reason)
{
	struct jail_plan made;
	struct report report;

	check_true(plan(config, request, &made, &report) < 0, config, __FILE__, __LINE__);
	check_text(report.text, reason);
}

static void check_refused(const char *config, const char *user, const char *reason)
{
	const struct request request = request_of(user);

	check_refused_request(config, &request, reason);
}

#define FOREIGN	 "is covered by no section, and '[group students]' names a group that is not in"
#define ACCOUNT	 "user 'eve' is covered by no section, and his account is not in '/etc/passwd'"
#define MAIL	 "[group mail]\nrootfs = /mail\n"
#define STUDENTS "[group students]\nrootfs = /students\n"

static void the_hosts_own_are_let_in(void)
{
	host_make(NULL);
	check_unjailed("[default]\n", "alice");
	check_unjailed(MAIL, "alice");
	check_unjailed("[default]\nuncovered = local\n[user bob]\nrootfs = /\n", "alice");
}

static void a_directorys_account_is_not(void)
{
	host_make(NULL);
	check_refused("[default]\n", "eve", ACCOUNT);
	check_refused(MAIL, "eve", ACCOUNT);
	check_refused("[user bob]\nrootfs = /\n", "eve", ACCOUNT);
	/* A name that stands there with another uid is another account. */
	file_make("/etc/passwd", "eve:x:7002:33::/:/bin/sh\n", 0644);
	check_refused("[default]\n", "eve", ACCOUNT);
	check_number(unlink("/etc/passwd"), 0);
	check_refused("[default]\n", "eve", "'/etc/passwd' can not be read");
}

static void a_directorys_group_lets_nobody_in(void)
{
	host_make(SHELL "echo 4000\n");
	check_refused(STUDENTS, "alice", CONF ":1: user 'alice' " FOREIGN);
	check_refused("[default]\n" STUDENTS MAIL, "eve", CONF ":2: user 'eve' " FOREIGN);
	file_make(GROUPS_PATH, SHELL "echo -\n", 0755);
	check_refused(STUDENTS, "alice", FOREIGN);
}

/* What [default] says with `jail = no` is no more than that nothing else says anything. */
static void an_exempting_default_is_no_exemption(void)
{
	static const char config[] = "[default]\nrootfs = /\njail = no\n" STUDENTS;

	host_make(SHELL "echo 4000\n");
	check_refused(config, "alice", FOREIGN);
	check_unjailed("[default]\nrootfs = /\njail = no\n" MAIL, "alice");
	check_refused("[default]\nrootfs = /\njail = no\n", "eve", ACCOUNT);
}

static void who_is_named_is_exempt(void)
{
	host_make(SHELL "echo 4000\n");
	check_unjailed(STUDENTS "[user eve]\njail = no\n", "eve");
	check_unjailed(STUDENTS "[group web]\njail = no\n", "eve");
	check_unjailed("[group staff]\njail = no\n", "eve");
	/* Of a section that could have come before nobody can tell. */
	file_make(GROUPS_PATH, SHELL "echo 4000\n", 0755);
	check_refused(STUDENTS "[group staff]\njail = no\n", "eve", FOREIGN);
	check_refused(MAIL "[group staff]\njail = no\n", "eve", ACCOUNT);
	check_unjailed(MAIL "[group staff]\njail = no\n", "alice");
}

static void uncovered_decides(void)
{
	host_make(SHELL "echo 4000\n");
	check_unjailed("[default]\nuncovered = allow\n" STUDENTS, "eve");
	check_unjailed("[default]\nuncovered = allow\n" STUDENTS, "alice");
	check_refused("[default]\nuncovered = refuse\n" MAIL, "alice",
		      "user 'alice' is covered by no section, and uncovered is 'refuse'");
	check_unjailed("[default]\nuncovered = refuse\n[user alice]\njail = no\n", "alice");
	check_refused("[default]\nuncovered = none\n", "alice", "is not one of");
	check_refused("[user alice]\nuncovered = allow\n", "alice",
		      CONF ":2: key 'uncovered' belongs into [default]");
}

static void who_is_let_in_by_all_is_not_by_a_typing_mistake(void)
{
	host_make(SHELL "echo -\n");
	check_refused("[default]\nuncovered = allow\n" STUDENTS, "alice",
		      CONF ":3: user 'alice' is covered by no section, and '[group students]' "
			   "names a group that nobody knows");
	check_jailed("[default]\nrootfs = /all\n" STUDENTS, "alice", "/all");
}

static void groups_match_by_number(void)
{
	host_make(SHELL "echo 6000\n");
	check_jailed("[group alias]\nrootfs = /alias\n", "alice", "/alias");
	check_jailed("[group second]\nrootfs = /second\n", "eve", "/second");
	check_jailed("[group staff]\nrootfs = /staff\n", "eve", "/staff");
}

/* A directory can call a group what it likes. */
static void a_name_of_the_hosts_own_is_no_other_group(void)
{
	host_make(NULL);
	file_make("/etc/group", "web:x:33:\nstaff:x:50:\n", 0644);
	check_refused("[group staff]\njail = no\n", "eve", ACCOUNT);
	check_jailed("[default]\nrootfs = /all\n[group staff]\njail = no\n", "eve", "/all");
	check_unjailed("[default]\nrootfs = /all\n[group web]\njail = no\n", "eve");
}

/* Only what could come before the section that counts. */
static void what_decides_nothing_is_not_asked_for(void)
{
	host_make(SHELL "echo - 4000 -\n");
	check_jailed("[group web]\nrootfs = /web\n" STUDENTS, "alice", "/web");
	check_jailed(MAIL "[group web]\nrootfs = /web\n" STUDENTS, "alice", "/web");
	check_unjailed(MAIL, "alice");
	check(!is_there(AT_FDCWD, MARK));
	check_jailed("[group a]\nrootfs = /a\n[group b]\nrootfs = /b\n[group mail]\nrootfs = /m\n"
		     "[group c d]\nrootfs = /c\n[group web]\nrootfs = /web\n[group e]\n",
		     "alice", "/web");
	check(is_there(AT_FDCWD, MARK));
}

static void a_lookup_that_fails_keeps_out(void)
{
	static const char *const programs[] = {
		NULL,
		SHELL "echo '!group students can not be looked up: it is down'\n",
		SHELL "echo 4000 4000\n",
		SHELL "echo x\n",
		SHELL "echo 4294967295\n",
		SHELL "echo\n",
		SHELL "exit 0\n",
		SHELL "exec sleep 60\n",
	};

	host_make(NULL);
	for (size_t i = 0; i < ARRAY_SIZE(programs); i++) {
		if (programs[i] != NULL)
			file_make(GROUPS_PATH, programs[i], 0755);
		check_refused("[default]\nuncovered = allow\n" STUDENTS, "eve", "");
		check_refused("[default]\nrootfs = /\n" STUDENTS, "alice", "");
	}
	file_make(GROUPS_PATH, programs[1], 0755);
	check_refused("[default]\nrootfs = /\n" STUDENTS, "alice",
		      "group students can not be looked up: it is down");
}

/* For him it decides on no more than keys that his own section does not set. */
static void who_has_a_section_needs_no_lookup(void)
{
	host_make(SHELL "echo '!it is down'\n");
	check_jailed("[user eve]\nrootfs = /eve\n" STUDENTS, "eve", "/eve");
	check_unjailed("[user eve]\njail = no\n" STUDENTS, "eve");
}

static void who_has_no_groups_is_not_judged_by_them(void)
{
	struct request request = request_of("eve");

	host_make(SHELL "echo 4000\n");
	request.group_count = 0;
	check_refused_request("[default]\nuncovered = allow\n" MAIL, &request,
			      "the groups of user 'eve' are not known");
	check_refused_request("[default]\nrootfs = /\n" STUDENTS, &request,
			      "the groups of user 'eve' are not known");
	check(!is_there(AT_FDCWD, MARK));
}

static void root_is_asked_nothing(void)
{
	struct request request = request_of("root");
	struct jail_plan made;
	struct report report;

	host_make(NULL);
	request.uid = 0;
	request.group_count = 0;
	check_number(unlink("/etc/passwd"), 0);
	check_number(unlink("/etc/group"), 0);
	check_number(plan("[default]\nuncovered = refuse\nrootfs = /\n" STUDENTS, &request, &made,
			  &report),
		     0);
	check(!made.is_jailed);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(the_hosts_own_are_let_in),
		fixture_test(a_directorys_account_is_not),
		fixture_test(a_directorys_group_lets_nobody_in),
		fixture_test(an_exempting_default_is_no_exemption),
		fixture_test(who_is_named_is_exempt),
		fixture_test(uncovered_decides),
		fixture_test(who_is_let_in_by_all_is_not_by_a_typing_mistake),
		fixture_test(groups_match_by_number),
		fixture_test(a_name_of_the_hosts_own_is_no_other_group),
		fixture_test(what_decides_nothing_is_not_asked_for),
		fixture_test(a_lookup_that_fails_keeps_out),
		fixture_test(who_has_a_section_needs_no_lookup),
		fixture_test(who_has_no_groups_is_not_judged_by_them),
		fixture_test(root_is_asked_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
