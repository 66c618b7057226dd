/* SPDX-License-Identifier: BSD-3-Clause */
/* PAM stacks, right and wrong, in a directory of the test's own: what is found, and what is not. */
#include "ctl/check/check_parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "ctl/check/plans_seen.h"
#include "ctl/show/findings.h"
#include "ctl/show/subject.h"
#include "shared/cleanup.h"

#define OURS "session required pam_nsjail.so\n"

/* As docs/pam-order.md has them. */
#define PROFILE_QUERY  "session [success=1 ignore=ignore default=3] pam_nsjail.so jailed\n"
#define PROFILE_JUMP   "session [default=4] pam_permit.so\n"
#define PROFILE_LIMITS "session [success=ignore ignore=ignore default=1] pam_limits.so\n"
#define PROFILE_OURS   "session [success=done default=bad] pam_nsjail.so\n"
#define PROFILE_RESET  "session [default=reset] pam_permit.so\n"
#define PROFILE_REFUSE "session [default=die] pam_nsjail.so refuse\n"
#define PROFILE_BEGIN  PROFILE_QUERY PROFILE_JUMP PROFILE_LIMITS
#define PROFILE_END    PROFILE_RESET PROFILE_REFUSE
#define PROFILE	       PROFILE_BEGIN PROFILE_OURS PROFILE_END

static char root[] = "/tmp/check_pam_test.XXXXXX";

static void file_put(const char *path, const char *text)
{
	char whole[256];
	FILE *stream;

	(void)snprintf(whole, sizeof(whole), "%s/%s", root, path);
	stream = fopen(whole, "w");
	assert_non_null(stream);
	assert_true(fputs(text, stream) >= 0);
	assert_int_equal(fclose(stream), 0);
}

static void directory_put(const char *path)
{
	char whole[256];

	(void)snprintf(whole, sizeof(whole), "%s/%s", root, path);
	assert_int_equal(mkdir(whole, 0755), 0);
}

static int root_make(void **state)
{
	(void)state;
	(void)strcpy(root, "/tmp/check_pam_test.XXXXXX");
	if (mkdtemp(root) == NULL)
		return -1;
	directory_put("etc");
	directory_put("etc/pam.d");
	return 0;
}

static int root_remove(void **state)
{
	char command[64];

	(void)state;
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", root);
	return system(command);
}

/* The first finding with these words, or NULL. What is said of the module's own file, which need
 * not be installed here, is left out. */
static const struct finding *find(const struct findings *findings, const char *words)
{
	for (size_t i = 0; i < findings->count; i++)
		if (strstr(findings->list[i].text, words) != NULL)
			return &findings->list[i];
	return NULL;
}

static size_t count_others(const struct findings *findings)
{
	size_t count = 0;

	for (size_t i = 0; i < findings->count; i++)
		count += strstr(findings->list[i].text, ": module '") == NULL;
	return count;
}

static void check_stacks(struct findings *findings)
{
	struct plans_seen nobody = { 0 };

	check_pam(root, CONFIG_PATH, &nobody, findings);
}

struct stack_case {
	const char *sshd;
	const char *words; /* of the one finding; NULL: there is none */
	const char *place; /* behind the root */
	enum severity severity;
};

static void judges_stacks(void **state)
{
	static const struct stack_case cases[] = {
		{ "session required pam_unix.so\n" OURS, NULL, NULL, 0 },
		{ "session [success=ok default=die] pam_nsjail.so debug", NULL, NULL, 0 },
		{ "session required pam_nsjail.so conf=/nowhere/x.conf",
		  "configuration '/nowhere/x.conf': '/nowhere' does not exist: everybody but root",
		  "sshd:1", SEVERITY_ERROR },
		{ "session [success=1 default=ignore] pam_nsjail.so jailed conf=/other.conf\n"
		  "session required pam_a.so\n" OURS,
		  "reads another configuration", "sshd:1", SEVERITY_ERROR },
		{ "session [success=1 default=ignore] pam_nsjail.so jailed debgu\n"
		  "session required pam_a.so\n" OURS,
		  "argument 'debgu': is not known", "sshd:1", SEVERITY_ERROR },
		{ "session required pam_nsjail.so audit", "let in without a jail", "sshd:1",
		  SEVERITY_WARNING },
		{ "session optional pam_nsjail.so", "goes on without one", "sshd:1",
		  SEVERITY_ERROR },
		{ "session sufficient pam_nsjail.so", "goes on without one", "sshd:1",
		  SEVERITY_ERROR },
		{ "session [success=ok default=ignore] pam_nsjail.so", "goes on without one",
		  "sshd:1", SEVERITY_ERROR },
		{ "-" OURS, "if the module can not be loaded", "sshd:1", SEVERITY_ERROR },
		{ OURS "auth required pam_motd.so", NULL, NULL, 0 },
		{ OURS "\nsession optional pam_motd.so", "update-motd.d", "sshd:3",
		  SEVERITY_ERROR },
		{ OURS "session optional pam_own.so", "would run as root", "sshd:2",
		  SEVERITY_ERROR },
		{ OURS "session include more", "pam_lastlog.so comes after", "more:1",
		  SEVERITY_ERROR },
		{ OURS "@include more", "pam_lastlog.so comes after", "more:1", SEVERITY_ERROR },
		{ OURS OURS, "twice, also by", "sshd:2", SEVERITY_WARNING },
		{ OURS "session required pam_nsjail.so debug", "twice, also by", "sshd:2",
		  SEVERITY_WARNING },
		{ OURS "session required pam_nsjail.so conf=/x", "with other words by", "sshd:2",
		  SEVERITY_ERROR },
		{ "session include once\n" OURS, "twice, also by", "sshd:2", SEVERITY_WARNING },
		{ "@include once\n" OURS, "twice, also by", "sshd:2", SEVERITY_WARNING },
		{ "session substack once\n" OURS, "twice, also by", "sshd:2", SEVERITY_WARNING },
		{ "session sufficient pam_a.so\n" OURS, "because of pam_a.so", "sshd:1",
		  SEVERITY_ERROR },
		{ "session [success=1 default=ignore] pam_a.so\n" OURS, "because of pam_a.so",
		  "sshd:1", SEVERITY_ERROR },
		{ "session [success=1 default=ignore] pam_a.so\nsession required pam_b.so\n" OURS,
		  NULL, NULL, 0 },
		{ "session [default=2] pam_a.so\nsession required pam_b.so\n" OURS,
		  "because of pam_a.so", "sshd:1", SEVERITY_ERROR },
		/* What ends a substack ends it alone; it counts as one line for a jump. */
		{ "session substack finish\n" OURS, NULL, NULL, 0 },
		{ "session include finish\n" OURS, "because of pam_f.so", "finish:1",
		  SEVERITY_ERROR },
		{ "session [default=1] pam_a.so\nsession substack more\n" OURS, NULL, NULL, 0 },
		{ "session optional pam_systemd.so\n" OURS, "service manager outside", "sshd:1",
		  SEVERITY_WARNING },
		{ "session required pam_nsjail.so conf=rel", "is not an absolute path", "sshd:1",
		  SEVERITY_ERROR },
		{ OURS "auth required pam_nsjail.so\n", "is for session alone", "sshd:2",
		  SEVERITY_ERROR },
		{ "session include nothing\n" OURS, "can not be read", "sshd:1", SEVERITY_ERROR },
		{ "session include loop\n" OURS, "do not come to an end", "loop:1",
		  SEVERITY_ERROR },
		{ "session requierd pam_x.so\n" OURS, "the control is no word", "sshd:1",
		  SEVERITY_ERROR },
		/* The line that asks makes no jail, and keeps pam_systemd from who is jailed. */
		{ "session [success=1 default=ignore] pam_nsjail.so jailed\n"
		  "session optional pam_systemd.so\n" OURS,
		  NULL, NULL, 0 },
		/* Who is jailed ends with the profile's block. */
		{ PROFILE "session optional pam_systemd.so\nsession optional pam_motd.so\n", NULL,
		  NULL, 0 },
		{ "session [default=1] pam_a.so\n" PROFILE, "because of pam_a.so", "sshd:1",
		  SEVERITY_ERROR },
	};

	(void)state;
	file_put("etc/pam.d/more", "session optional pam_lastlog.so\n");
	file_put("etc/pam.d/finish", "session sufficient pam_f.so\n");
	file_put("etc/pam.d/once", OURS);
	file_put("etc/pam.d/loop",
		 "session include loop\nsession include loop\nsession include once\n");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_findings_ struct findings findings = { 0 };
		const struct finding *found;

		print_message("# case %zu\n", i);
		file_put("etc/pam.d/sshd", cases[i].sshd);
		check_stacks(&findings);
		/* The loop is included by itself alone, and nobody's service. */
		assert_int_equal(count_others(&findings), cases[i].words == NULL ? 0 : 1);
		if (cases[i].words == NULL)
			continue;
		found = find(&findings, cases[i].words);
		assert_non_null(found);
		assert_int_equal(found->severity, cases[i].severity);
		assert_non_null(strstr(found->where, cases[i].place));
	}
}

/* Each differs in one word from the profile's block, and lets somebody by in some case. */
static void believes_no_other_block(void **state)
{
	static const char *const stacks[] = {
		PROFILE_BEGIN PROFILE_OURS PROFILE_RESET "session optional pam_deny.so\n",
		PROFILE_BEGIN PROFILE_OURS PROFILE_RESET,
		PROFILE_BEGIN PROFILE_OURS PROFILE_REFUSE,
		PROFILE_BEGIN PROFILE_OURS PROFILE_REFUSE PROFILE_RESET,
		PROFILE_BEGIN PROFILE_OURS PROFILE_RESET OURS,
		PROFILE_BEGIN PROFILE_OURS "session [default=ok] pam_permit.so\n" PROFILE_REFUSE,
		PROFILE_BEGIN "session [success=done default=ignore] pam_nsjail.so\n" PROFILE_END,
		PROFILE_BEGIN PROFILE_REFUSE PROFILE_END,
		PROFILE_QUERY PROFILE_JUMP
		"session requisite pam_limits.so\n" PROFILE_OURS PROFILE_END,
		"session [success=1 default=ignore] pam_nsjail.so jailed\n" PROFILE_JUMP
			PROFILE_LIMITS PROFILE_OURS PROFILE_END,
		"session [success=1 ignore=ignore default=3] pam_nsjail.so\n" PROFILE_JUMP
			PROFILE_LIMITS PROFILE_OURS PROFILE_END,
		"session substack profile\n",
	};

	(void)state;
	file_put("etc/pam.d/profile", PROFILE);
	for (size_t i = 0; i < ARRAY_SIZE(stacks); i++) {
		_cleanup_findings_ struct findings findings = { 0 };

		print_message("# stack %zu\n", i);
		file_put("etc/pam.d/sshd", stacks[i]);
		check_stacks(&findings);
		assert_true(count_others(&findings) > 0);
	}
}

struct sudo_case {
	const char *stack;
	const char *words; /* of the one finding; NULL: there is none */
	enum severity severity;
};

/* libpam returns what the first line that fails says, unless it is forgotten. */
static void tells_what_lets_sudo_go_on(void **state)
{
	static const struct sudo_case cases[] = {
		{ "session required pam_limits.so\n" OURS, "sudo goes on when pam_limits.so",
		  SEVERITY_WARNING },
		{ "session requisite pam_limits.so\n" OURS, "after which pam_nsjail is not run",
		  SEVERITY_ERROR },
		{ "session [success=ok default=die] pam_a.so\n" OURS,
		  "without a jail, when pam_a.so", SEVERITY_ERROR },
		{ "session [session_err=ignore default=die] pam_a.so\n" OURS, NULL, 0 },
		{ "session optional pam_limits.so\n" OURS, NULL, 0 },
		{ "session [default=1] pam_permit.so\nsession requisite pam_deny.so\n" OURS, NULL,
		  0 },
		{ "session required pam_limits.so\n" PROFILE, NULL, 0 },
		{ "session requisite pam_limits.so\n" PROFILE, "after which pam_nsjail is not run",
		  SEVERITY_ERROR },
		/* What ends a substack ends it alone, and its failure is forgotten. */
		{ "session substack ends\n" PROFILE, NULL, 0 },
		{ "session substack ends\n" OURS, "sudo goes on when pam_e.so", SEVERITY_WARNING },
		{ "session include ends\n" PROFILE, "without a jail, when pam_e.so",
		  SEVERITY_ERROR },
		{ OURS PROFILE_REFUSE, "is none of the six lines", SEVERITY_ERROR },
	};
	static const char *const services[] = { "sudo", "sudo-i" };

	(void)state;
	file_put("etc/pam.d/ends", "session requisite pam_e.so\n");
	for (size_t i = 0; i < 2 * ARRAY_SIZE(cases); i++) {
		const struct sudo_case *one = &cases[i / 2];
		_cleanup_findings_ struct findings findings = { 0 };
		const struct finding *found;

		print_message("# case %zu of %s\n", i / 2, services[i % 2]);
		file_put("etc/pam.d/sudo", OURS);
		file_put("etc/pam.d/sudo-i", OURS);
		file_put(i % 2 == 0 ? "etc/pam.d/sudo" : "etc/pam.d/sudo-i", one->stack);
		check_stacks(&findings);
		assert_int_equal(count_others(&findings), one->words == NULL ? 0 : 1);
		found = one->words == NULL ? NULL : find(&findings, one->words);
		assert_true(one->words == NULL || found != NULL);
		assert_true(found == NULL || found->severity == one->severity);
		assert_true(found == NULL || strstr(found->mend, "six lines") != NULL);
	}
}

static void names_doors_without_a_jail(void **state)
{
	_cleanup_findings_ struct findings findings = { 0 };

	(void)state;
	file_put("etc/pam.d/sshd", OURS);
	file_put("etc/pam.d/su", "session required pam_unix.so\n");
	file_put("etc/pam.d/su-l", "session include su\n");
	file_put("etc/pam.d/cron", "auth required pam_unix.so\n");
	file_put("etc/pam.d/other", "session required pam_deny.so\n");
	file_put("etc/pam.d/login.dpkg-old", "session required pam_unix.so\n");
	check_stacks(&findings);
	/* With the line in su, su-l has it, too. */
	assert_int_equal(count_others(&findings), 1);
	assert_non_null(find(&findings, "'su' opens sessions without"));
}

/* As Debian 12 has it, with the profile of the package in what it includes. */
#define SYSTEMD_USER                                                               \
	"session required pam_limits.so\n@include common-session-noninteractive\n" \
	"session optional pam_keyinit.so force revoke\n"

static void a_refused_user_manager_is_right(void **state)
{
	_cleanup_findings_ struct findings refused = { 0 }, open = { 0 };

	(void)state;
	file_put("etc/pam.d/sshd", OURS);
	file_put("etc/pam.d/systemd-user", SYSTEMD_USER);
	file_put("etc/pam.d/common-session-noninteractive", PROFILE);
	check_stacks(&refused);
	assert_int_equal(count_others(&refused), 1);
	assert_non_null(find(&refused, "jails each service that includes "
				       "'common-session-noninteractive'"));
	file_put("etc/pam.d/common-session-noninteractive", "session required pam_unix.so\n");
	check_stacks(&open);
	assert_int_equal(count_others(&open), 1);
	assert_non_null(find(&open, "'systemd-user' runs units of the user's home without a jail"));
}

#define QUERY "session [success=1 default=ignore] pam_nsjail.so jailed\n"

/* As nsjailctl pam enable leaves a service that includes what tenants are to skip. */
static void a_substack_that_jailed_users_skip(void **state)
{
	static const struct {
		const char *sshd;
		const char *common;
		const char *words; /* of the one finding of sshd's; NULL: there is none */
	} cases[] = {
		{ QUERY "session substack base\n" OURS, "session optional pam_systemd.so\n", NULL },
		{ QUERY "session substack base\n" OURS, PROFILE, NULL },
		{ "session substack base\n" OURS, "session optional pam_systemd.so\n",
		  "starts the user's service manager" },
		{ QUERY "session include base\n" OURS,
		  "session required pam_permit.so\nsession optional pam_systemd.so\n",
		  "starts the user's service manager" },
		{ QUERY "session substack base\n", OURS,
		  "the session may be opened without pam_nsjail" },
		{ QUERY OURS, "", "the session may be opened without pam_nsjail" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_findings_ struct findings findings = { 0 };

		file_put("etc/pam.d/base", cases[i].common);
		file_put("etc/pam.d/sshd", cases[i].sshd);
		check_stacks(&findings);
		assert_int_equal(count_others(&findings), cases[i].words == NULL ? 0 : 1);
		if (cases[i].words != NULL)
			assert_non_null(find(&findings, cases[i].words));
	}
}

/* util-linux 2.42 of Debian testing has a su-l of its own; 2.38 and 2.41 include su. */
static void tells_a_login_shell_from_a_plain_one(void **state)
{
	_cleanup_findings_ struct findings included = { 0 }, apart = { 0 };
	const struct finding *found;

	(void)state;
	file_put("etc/pam.d/su", OURS);
	file_put("etc/pam.d/su-l", "session include su\n");
	check_stacks(&included);
	assert_int_equal(count_others(&included), 0);

	file_put("etc/pam.d/su-l", "session required pam_unix.so\n");
	check_stacks(&apart);
	assert_int_equal(count_others(&apart), 1);
	found = find(&apart, "'su-l': 'su -' opens sessions without a jail, and 'su' with one");
	assert_non_null(found);
	assert_int_equal(found->severity, SEVERITY_ERROR);
}

static void says_when_nobody_is_jailed(void **state)
{
	_cleanup_findings_ struct findings findings = { 0 };

	(void)state;
	file_put("etc/pam.d/other", "session required pam_deny.so\n");
	check_stacks(&findings);
	assert_int_equal(findings_count(&findings, SEVERITY_ERROR), 1);
	assert_non_null(find(&findings, "nobody is jailed"));
}

static void reads_pam_conf_without_a_directory(void **state)
{
	_cleanup_findings_ struct findings findings = { 0 };
	char path[256];

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/etc/pam.d", root);
	assert_int_equal(rmdir(path), 0);
	/* A service without a name is one like others: the file as a whole has no name either. */
	file_put("etc/pam.conf", "[] session include [/]\n[] session required pam_unix.so\n"
				 "[] session required pam_unix.so\n"
				 "sshd " OURS "su session required pam_unix.so\n"
				 "sshd session optional pam_motd.so\n");
	check_stacks(&findings);
	assert_int_equal(count_others(&findings), 3);
	assert_non_null(find(&findings, "service 'sshd': pam_motd.so comes after"));
	assert_non_null(find(&findings, "'su' opens sessions without"));
}

static void compares_sysctls(void **state)
{
	_cleanup_findings_ struct findings findings = { 0 };

	(void)state;
	directory_put("fs");
	file_put("fs/suid_dumpable", "2\n");
	file_put("fs/protected_symlinks", "1\n");
	file_put("fs/protected_fifos", "0\n");
	check_sysctls(root, &findings);
	assert_int_equal(findings.count, 2);
	assert_string_equal(findings.list[0].where, "fs.suid_dumpable");
	assert_non_null(strstr(findings.list[0].mend, "sysctl -w fs.suid_dumpable=0"));
	assert_string_equal(findings.list[1].where, "fs.protected_fifos");
}

static void ping_is_told(const char *range, enum network_mode network, size_t count)
{
	_cleanup_findings_ struct findings findings = { 0 };
	struct subject subject = { .request = { .gid = 1001 }, .plan = { .network = network } };

	file_put("net/ipv4/ping_group_range", range);
	check_network(&subject, root, &findings);
	assert_int_equal(findings.count, count);
	if (count > 0)
		assert_string_equal(findings.list[0].where, "net.ipv4.ping_group_range");
}

static void ping_needs_the_hosts_range(void **state)
{
	(void)state;
	directory_put("net");
	directory_put("net/ipv4");
	ping_is_told("1\t0\n", NETWORK_USER, 1);
	ping_is_told("1\t0\n", NETWORK_NONE, 0);
	ping_is_told("0\t1000\n", NETWORK_USER, 1);
	ping_is_told("1002\t2147483647\n", NETWORK_USER, 1);
	ping_is_told("1001\t1001\n", NETWORK_USER, 0);
	ping_is_told("0\t2147483647\n", NETWORK_USER, 0);
}

#define ROOT_TEST(function) cmocka_unit_test_setup_teardown(function, root_make, root_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROOT_TEST(judges_stacks),
		ROOT_TEST(believes_no_other_block),
		ROOT_TEST(tells_what_lets_sudo_go_on),
		ROOT_TEST(names_doors_without_a_jail),
		ROOT_TEST(a_refused_user_manager_is_right),
		ROOT_TEST(a_substack_that_jailed_users_skip),
		ROOT_TEST(tells_a_login_shell_from_a_plain_one),
		ROOT_TEST(says_when_nobody_is_jailed),
		ROOT_TEST(ping_needs_the_hosts_range),
		ROOT_TEST(reads_pam_conf_without_a_directory),
		ROOT_TEST(compares_sysctls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
