/* SPDX-License-Identifier: BSD-3-Clause */
/* Whether lines of nsswitch.conf name somebody who has to be waited for. */
#include "name_service.h"

#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "fixture.h"
#include "shared/cleanup.h"

static void place_make(void)
{
	check_number(mount("tmpfs", "/etc", "tmpfs", 0, "mode=0755"), 0);
	check_number(mount("tmpfs", "/run", "tmpfs", 0, "mode=0755"), 0);
}

static bool is_prompt(const char *text)
{
	file_make("/etc/nsswitch.conf", text, 0644);
	return name_service_is_prompt();
}

static void files_are_prompt(void)
{
	place_make();
	check(is_prompt("passwd: files\ngroup: files\n"));
	check(is_prompt("# a comment\n\n passwd:\tfiles\ngroup:files # sss\nhosts: files dns\n"));
	check(is_prompt("group: files\npasswd: files [NOTFOUND=return]\ninitgroups: files"));
	check(is_prompt("passwd: files [ SUCCESS=merge UNAVAIL=return ] files\ngroup: files\n"));
}

static void anybody_else_is_not(void)
{
	static const char *const texts[] = {
		"passwd: files sss\ngroup: files\n",
		"passwd: files\ngroup: sss files\n",
		"passwd: files\ngroup: files [SUCCESS=merge] sss\n",
		"passwd: files\ngroup: files\ninitgroups: ldap\n",
		"passwd: compat\ngroup: files\n",
		"passwd: filesystem\ngroup: files\n",
		"passwd: files\ngroup: files\ngroup: winbind\n",
	};

	place_make();
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		check_true(!is_prompt(texts[i]), texts[i], __FILE__, __LINE__);
}

static void what_is_not_written_is_not_known(void)
{
	place_make();
	check(!name_service_is_prompt());
	check(!is_prompt(""));
	check(!is_prompt("passwd: files\n"));
	check(!is_prompt("group: files\n"));
}

static void a_file_that_is_too_long_is_not_known(void)
{
	static const char lines[] = "passwd: files\ngroup: files\n#";
	char text[20000];

	place_make();
	memset(text, 'x', sizeof(text));
	memcpy(text, lines, sizeof(lines) - 1);
	text[sizeof(text) - 1] = '\0';
	check(!is_prompt(text));
	text[1000] = '\0';
	check(is_prompt(text));
}

/* nss-systemd asks all that listen there. */
static void systemd_is_prompt_where_process_1_is_alone(void)
{
	static const char text[] = "passwd: files systemd\ngroup: files [SUCCESS=merge] systemd\n";

	place_make();
	check(is_prompt(text));
	check_number(mkdir("/run/systemd", 0755), 0);
	check_number(mkdir("/run/systemd/userdb", 0755), 0);
	file_make("/run/systemd/userdb/io.systemd.DynamicUser", "", 0666);
	check(is_prompt(text));
	file_make("/run/systemd/userdb/io.systemd.Multiplexer", "", 0666);
	check(!is_prompt(text));
	check(is_prompt("passwd: files\ngroup: files\n"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(files_are_prompt),
		fixture_test(anybody_else_is_not),
		fixture_test(what_is_not_written_is_not_known),
		fixture_test(a_file_that_is_too_long_is_not_known),
		fixture_test(systemd_is_prompt_where_process_1_is_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
