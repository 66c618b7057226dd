/* SPDX-License-Identifier: BSD-3-Clause */
/* Where the lines belong in files of a directory of the test's own, and why they do not. */
#include "ctl/pam/pam_place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "ctl/check/pam_files.h"
#include "ctl/pam/pam_edit.h"
#include "ctl/show/findings.h"
#include "shared/cleanup.h"

static char root[] = "/tmp/pam_place_test.XXXXXX";

static void file_put(const char *name, const char *text)
{
	char path[128];
	FILE *stream;

	(void)snprintf(path, sizeof(path), "%s/etc/pam.d/%s", root, name);
	stream = fopen(path, "w");
	assert_non_null(stream);
	assert_true(fputs(text, stream) >= 0);
	assert_int_equal(fclose(stream), 0);
}

static int root_make(void **state)
{
	char path[128];

	(void)state;
	(void)strcpy(root, "/tmp/pam_place_test.XXXXXX");
	if (mkdtemp(root) == NULL)
		return -1;
	(void)snprintf(path, sizeof(path), "%s/etc", root);
	if (mkdir(path, 0755) < 0)
		return -1;
	(void)snprintf(path, sizeof(path), "%s/etc/pam.d", root);
	if (mkdir(path, 0755) < 0)
		return -1;
	file_put("common-session",
		 "session [default=1] pam_permit.so\nsession requisite pam_deny.so\n"
		 "session required pam_unix.so\nsession optional pam_systemd.so\n");
	file_put("common-noninteractive", "session required pam_unix.so\n");
	file_put("common-limits",
		 "session required pam_limits.so\nsession optional pam_mkhomedir.so\n"
		 "session optional pam_systemd.so\n");
	file_put("common-out", "session [success=1 default=ignore] pam_a.so\n");
	file_put("common-jails", "session required pam_nsjail.so\n");
	file_put("su", "session required pam_permit.so\n");
	return 0;
}

static int root_remove(void **state)
{
	char command[64];

	(void)state;
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", root);
	return system(command);
}

/* The numbers of lines that are skipped, with '@' for those that become a substack. */
static void edit_words(const struct pam_edit *edit, char *words, size_t size)
{
	words[0] = '\0';
	for (size_t i = 0; i < edit->skip_count; i++)
		(void)snprintf(words + strlen(words), size - strlen(words), "%s%u ",
			       edit->skips[i].include != NULL ? "@" : "", edit->skips[i].number);
	(void)snprintf(words + strlen(words), size - strlen(words), "%s%s",
		       edit->is_profile ? "six" : "one", edit->has_limits ? " limits" : "");
}

static void finds_places(void **state)
{
	static const struct {
		const char *service, *text;
		enum pam_place place;
		const char *words; /* of the edit, the finding, or the end of the path */
	} cases[] = {
		{ "sshd", "session required pam_a.so\n", PAM_PLACE_FREE, "one" },
		{ "sudo", "session required pam_limits.so\n@include common-noninteractive\n",
		  PAM_PLACE_FREE, "six" },
		{ "sudo-i", "@include common-session\n", PAM_PLACE_FREE, "@1 six" },
		{ "sshd",
		  "auth required pam_a.so\n@include common-session\nsession optional pam_b.so\n",
		  PAM_PLACE_FREE, "@2 one" },
		{ "sshd", "session include common-session\nsession optional pam_kwallet5.so\n",
		  PAM_PLACE_FREE, "@1 2 one" },
		{ "sshd", "session substack common-limits\n", PAM_PLACE_FREE, "@1 one limits" },
		{ "sshd", "session substack common-limits\nsession required pam_limits.so\n",
		  PAM_PLACE_FREE, "@1 one" },
		{ "sshd",
		  "session [success=1 default=ignore] pam_nsjail.so jailed\n"
		  "session optional pam_systemd.so\n",
		  PAM_PLACE_FREE, "one" },
		{ "sshd",
		  "session [success=1 default=ignore] pam_nsjail.so jailed\n"
		  "session substack common-session\n",
		  PAM_PLACE_FREE, "one" },
		{ "sshd",
		  "session [success=1 default=ignore] pam_a.so\nsession required pam_b.so\n"
		  "@include common-session\n",
		  PAM_PLACE_FREE, "@3 one" },
		{ "systemd-user", "session optional pam_systemd.so\n", PAM_PLACE_FREE, "one" },
		{ "sshd", "@include common-jails\n", PAM_PLACE_FREE, "@1 one" },
		{ "sshd", "session required pam_nsjail.so\n", PAM_PLACE_OWN, "/sshd" },
		{ "sshd", "session include nsjail-base\n", PAM_PLACE_INCLUDED, "/nsjail-base" },
		{ "su-l", "session include su\n", PAM_PLACE_REFUSED, "it includes 'su'" },
		{ "sshd",
		  "session [success=2 default=ignore] pam_a.so\nsession required pam_b.so\n"
		  "@include common-session\n",
		  PAM_PLACE_REFUSED, "it jumps over a line" },
		{ "sshd",
		  "session [success=2 default=ignore] pam_a.so\n@include common-auth\n"
		  "@include common-noninteractive\n@include common-session\n",
		  PAM_PLACE_REFUSED, "it jumps over a line" },
		{ "sshd", "@include common-out\n@include common-session\n", PAM_PLACE_REFUSED,
		  "it jumps over a line" },
		{ "sshd", "session substack common-out\n@include common-session\n", PAM_PLACE_FREE,
		  "@2 one" },
		{ "sshd", "@include common-out\nsession required pam_a.so\n", PAM_PLACE_FREE,
		  "one" },
	};

	(void)state;
	file_put("common-auth", "auth required pam_unix.so\n");
	file_put("nsjail-base", "session required pam_nsjail.so\n");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_findings_ struct findings findings = { 0 };
		_cleanup_pam_files_ struct pam_files files = { 0 };
		_cleanup_pam_edit_ struct pam_edit edit = { 0 };
		const char *by = NULL;
		char words[64] = "", path[128];
		enum pam_place place;

		file_put(cases[i].service, cases[i].text);
		assert_int_equal(pam_files_read(&files, root, &findings), 0);
		place = pam_place_find(&files, pam_files_find(&files, cases[i].service), &edit, &by,
				       &findings);
		(void)snprintf(path, sizeof(path), "%s/etc/pam.d/%s", root, cases[i].service);
		assert_int_equal(remove(path), 0);
		if (place != cases[i].place)
			fail_msg("case %zu: %d: %s", i, (int)place,
				 findings.count == 0 ? "" : findings.list[0].text);
		if (place == PAM_PLACE_FREE) {
			edit_words(&edit, words, sizeof(words));
			assert_string_equal(words, cases[i].words);
		} else if (place == PAM_PLACE_REFUSED) {
			assert_non_null(
				strstr(findings.list[findings.count - 1].text, cases[i].words));
		} else {
			assert_string_equal(strrchr(by, '/'), cases[i].words);
		}
	}
}

static void says_what_is_missed(void **state)
{
	_cleanup_findings_ struct findings findings = { 0 };
	_cleanup_pam_files_ struct pam_files files = { 0 };
	_cleanup_pam_edit_ struct pam_edit edit = { 0 };
	const char *by = NULL;

	(void)state;
	file_put("sshd", "session include common-limits\n");
	assert_int_equal(pam_files_read(&files, root, &findings), 0);
	assert_int_equal(
		pam_place_find(&files, pam_files_find(&files, "sshd"), &edit, &by, &findings),
		PAM_PLACE_FREE);
	assert_int_equal(findings.count, 1);
	assert_int_equal(findings.list[0].severity, SEVERITY_NOTICE);
	assert_string_equal(findings.list[0].text, "service 'sshd': jailed users skip "
						   "'common-limits', and with it pam_mkhomedir.so");
}

static void judges_names(void **state)
{
	static const struct {
		const char *name;
		bool is_good;
	} cases[] = {
		{ "sshd", true },	   { "systemd-user", true }, { "ftpd", true },
		{ "common-auth", false },  { "other", false },	     { "dovecot", false },
		{ "gdm-password", false }, { "sddm", false },	     { "../sshd", false },
		{ ".sshd", false },	   { "a/b", false },	     { "", false },
		{ "ss*", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(pam_place_name_fault(NULL, cases[i].name) == NULL,
				 cases[i].is_good);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(finds_places, root_make, root_remove),
		cmocka_unit_test_setup_teardown(says_what_is_missed, root_make, root_remove),
		cmocka_unit_test(judges_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
