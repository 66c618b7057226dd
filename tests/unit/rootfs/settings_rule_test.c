/* SPDX-License-Identifier: BSD-3-Clause */
/* Which names, owners and modes of the host's /etc the rule takes. */
#include "rootfs/settings_rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "shared/cleanup.h"

static void settings_of_programs_are_taken(void **state)
{
	static const char *const paths[] = {
		"alternatives", "bash.bashrc",
		"fonts",	"gitconfig",
		"inputrc",	"java-17",
		"ld.so.cache",	"locale.gen",
		"mime.types",	"mysql",
		"nanorc",	"npmrc",
		"os-release",	"php",
		"profile.d",	"protocols",
		"python3.11",	"screenrc",
		"services",	"ssh",
		"ssl",		"terminfo",
		"vim",		"ssh/ssh_config",
		"ssl/certs",	"ssl/openssl.cnf",
		"mysql/my.cnf", "php/8.2/cli",
		"hostess",	"mailcap",
		"networks",	"skeleton/.profile",
		"kerberos",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		if (!settings_rule_takes_name(paths[i]))
			fail_msg("'%s' is not taken", paths[i]);
}

static void machine_accounts_and_services_are_not(void **state)
{
	static const char *const paths[] = {
		"passwd",
		"group",
		"hosts",
		"hostname",
		"nsswitch.conf",
		"resolv.conf",
		"localtime",
		"timezone",
		"shadow",
		"shadow-",
		"gshadow",
		"subuid",
		"subgid-",
		"sudoers",
		"sudoers.d",
		"sudo.conf",
		"pam.d",
		"pam.conf",
		"security",
		"machine-id",
		"fstab",
		"crypttab",
		"default",
		"systemd",
		"init.d",
		"network",
		"netplan",
		"cron.d",
		"crontab",
		"apt",
		"letsencrypt",
		"aliases",
		"exim4",
		".git",
		".pwd.lock",
		"ssl/private",
		"x/y/private",
		"php/8.2/fpm",
		"ssh/sshd_config",
		"ssh/sshd_config.d",
		"ssh/ssh_host_rsa_key",
		"ssh/ssh_host_rsa_key.pub",
		"mysql/debian.cnf",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		if (settings_rule_takes_name(paths[i]))
			fail_msg("'%s' is taken", paths[i]);
}

static void names_of_files_that_speak_of_secrets_are_not(void **state)
{
	static const char *const taken[] = { "my.cnf",	 "keymap", "monkey",
					     "key.conf", "a-b",	   "backup" };
	static const char *const left[] = { "server.key",  "krb5.keytab",     "a.p12",
					    "passwd-",	   "my.cnf~",	      "my.cnf.bak",
					    "x.dpkg-old",  "x.ucf-dist",      "secrets",
					    "db_password", ".git-credentials" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(taken); i++)
		if (!settings_rule_takes_file(taken[i]))
			fail_msg("'%s' is not taken", taken[i]);
	for (size_t i = 0; i < ARRAY_SIZE(left); i++)
		if (settings_rule_takes_file(left[i]))
			fail_msg("'%s' is taken", left[i]);
}

static void only_what_everybody_reads_and_root_alone_writes(void **state)
{
	static const struct {
		uint32_t uid, mode;
		bool is_taken;
	} rows[] = {
		{ 0, S_IFREG | 0644, true },   { 0, S_IFREG | 0444, true },
		{ 0, S_IFREG | 0755, true },   { 0, S_IFREG | 0640, false },
		{ 0, S_IFREG | 0600, false },  { 0, S_IFREG | 0664, false },
		{ 0, S_IFREG | 0646, false },  { 1, S_IFREG | 0644, false },
		{ 0, S_IFDIR | 0755, true },   { 0, S_IFDIR | 02755, true },
		{ 0, S_IFDIR | 0750, false },  { 0, S_IFDIR | 0751, false },
		{ 0, S_IFDIR | 0754, false },  { 0, S_IFDIR | 0775, false },
		{ 0, S_IFDIR | 01777, false }, { 33, S_IFDIR | 0755, false },
		{ 0, S_IFLNK | 0777, false },  { 0, S_IFIFO | 0644, false },
		{ 0, S_IFSOCK | 0644, false }, { 0, S_IFCHR | 0644, false },
		{ 0, S_IFBLK | 0644, false },  { 0, 0, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (settings_rule_takes_mode(rows[i].uid, rows[i].mode) != rows[i].is_taken)
			fail_msg("uid %u, mode %o", rows[i].uid, rows[i].mode);
}

static void some_services_share_with_their_clients(void **state)
{
	(void)state;
	assert_true(settings_rule_has_clients("ssh"));
	assert_true(settings_rule_has_clients("mysql"));
	assert_false(settings_rule_has_clients("nginx"));
	assert_false(settings_rule_has_clients("sshd"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings_of_programs_are_taken),
		cmocka_unit_test(machine_accounts_and_services_are_not),
		cmocka_unit_test(names_of_files_that_speak_of_secrets_are_not),
		cmocka_unit_test(only_what_everybody_reads_and_root_alone_writes),
		cmocka_unit_test(some_services_share_with_their_clients),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
