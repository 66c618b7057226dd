/* SPDX-License-Identifier: BSD-3-Clause */
/* What reaches a terminal, and JSON: hostile text, causes, ids, findings. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ctl/output/json_print.h"
#include "ctl/output/printable.h"
#include "ctl/show/findings.h"
#include "ctl/why/why_causes.h"
#include "ctl/why/why_log.h"
#include "shared/cleanup.h"
#include "system/report.h"

static void makes_text_printable(void **state)
{
	_cleanup_free_ char *copy = printable_copy("a\033[2J\n\t\x7f\xc2\x9b z~");

	(void)state;
	assert_string_equal(copy, "a\\x1b[2J\\x0a\\x09\\x7f\\xc2\\x9b z~");
}

static void every_byte_is_printable_or_escaped(void **state)
{
	(void)state;
	for (int byte = 1; byte < 256; byte++) {
		const char text[] = { (char)byte, '\0' };
		_cleanup_free_ char *copy = printable_copy(text);

		assert_non_null(copy);
		for (const char *place = copy; *place != '\0'; place++)
			assert_true(*place >= ' ' && *place <= '~');
	}
}

/* What json_print writes, captured; the caller's. */
static char *printed(json_t *value)
{
	FILE *kept = stdout;
	char *text = NULL;
	size_t size = 0;

	stdout = open_memstream(&text, &size);
	assert_non_null(stdout);
	assert_int_equal(json_print(value), 0);
	assert_int_equal(fclose(stdout), 0);
	stdout = kept;
	return text;
}

static void json_is_ascii_and_keeps_text(void **state)
{
	static const char hostile[] = "a\"\\\033[31m\n\x7f\xc3\xa4\xe2\x80\xae";
	_cleanup_free_ char *text = printed(json_pack("{s:o}", "k", json_text(hostile)));
	json_t *back;

	(void)state;
	for (const char *place = text; *place != '\0'; place++)
		assert_true((*place >= ' ' && *place <= '~') || *place == '\n');
	back = json_loads(text, 0, NULL);
	assert_non_null(back);
	assert_string_equal(json_string_value(json_object_get(back, "k")), hostile);
	json_decref(back);
}

static void json_takes_what_is_no_utf8(void **state)
{
	_cleanup_free_ char *text =
		printed(json_pack("[o,o]", json_text("x\xff\xc3"), json_text(NULL)));

	(void)state;
	assert_non_null(strstr(text, "\"x\\uFFFD\\uFFFD\""));
	assert_non_null(strstr(text, "null"));
}

static void json_of_nothing_is_an_error(void **state)
{
	(void)state;
	assert_int_equal(json_print(NULL), -ENOMEM);
}

static void splits_places_from_errors(void **state)
{
	_cleanup_findings_ struct findings findings = { .where = "alice" };
	struct report report = findings_report(&findings);

	(void)state;
	(void)report_error(&report, 0, "/etc/x.conf:12: unknown key 'y'");
	(void)report_error(&report, ENOENT, "rootfs '/a:1: b'");
	(void)report_error(&report, 0, "/etc/x.conf: is large");
	assert_int_equal(findings.count, 3);
	assert_string_equal(findings.list[0].where, "/etc/x.conf:12");
	assert_string_equal(findings.list[0].text, "unknown key 'y'");
	assert_non_null(findings.list[0].mend);
	assert_string_equal(findings.list[1].where, "alice");
	assert_string_equal(findings.list[2].where, "alice");
	assert_string_equal(findings.list[2].text, "/etc/x.conf: is large");
}

static void tells_every_error_of_a_long_run(void **state)
{
	_cleanup_findings_ struct findings findings = { 0 };
	struct report report = findings_report(&findings);

	(void)state;
	for (int i = 0; i < 500; i++)
		(void)report_error(&report, 0, "error %d of a run that a log line has no room for",
				   i);
	assert_int_equal(findings.count, 500);
	/* Once is enough. */
	(void)report_error(&report, 0, "error 7 of a run that a log line has no room for");
	assert_int_equal(findings.count, 500);
}

static void knows_ids(void **state)
{
	(void)state;
	assert_true(why_id_is_valid("0123abcf", 8));
	assert_false(why_id_is_valid("0123ABCF", 8));
	assert_false(why_id_is_valid("0123abc", 7));
	assert_false(why_id_is_valid("0123abcf0", 9));
	assert_false(why_id_is_valid("--grep=.", 8));
}

static void finds_the_reason_in_a_line(void **state)
{
	static const char line[] =
		"Nov 1 h sshd[1]: pam_nsjail(sshd:session): refused [0123abcf] user 'a': x 'y': z";

	static const char with_event[] = "pam_nsjail(s:session): refused [0123abcf] user 'a': x "
					 "(event=no) y (event=refuse id=0)";
	_cleanup_free_ char *reason = why_reason(line), *second = why_reason(with_event);

	(void)state;
	assert_string_equal(reason, "x 'y': z");
	assert_string_equal(second, "x (event=no) y");
	assert_null(why_reason("pam_nsjail(sshd:session): closed session [0123abcf]"));
}

static void finds_its_own_lines_alone(void **state)
{
	char path[] = "/tmp/ctl_output_test.XXXXXX";
	int fd = mkstemp(path);
	_cleanup_free_ char *line = NULL, *none = NULL;

	(void)state;
	assert_true(fd >= 0);
	assert_true(dprintf(fd,
			    "x: refused [0123abcf] user 'a': forged\n"
			    "h s[1]: pam_nsjail(s:session): closed session [0123abcf]\n"
			    "h s[1]: pam_nsjail(s:session): refused [0123abcf] user 'a': one\n"
			    "h s[1]: pam_nsjail(s:session): refused [0123abce] user 'a': other\n"
			    "h s[1]: pam_nsjail(s:session): refused [0123abcf] user 'a': two\n"
			    "h nsjail[2]: user 'a' (1): pam_nsjail(s:session): refused "
			    "[0123abcf] user 'a': forged\n"
			    "  s: pam_nsjail(s:session): refused [0123abcf] user 'a': goes on") >
		    0);
	assert_int_equal(close(fd), 0);
	line = why_log_find("0123abcf", path);
	none = why_log_find("ffffffff", path);
	assert_int_equal(unlink(path), 0);
	assert_non_null(line);
	assert_string_equal(line,
			    "h s[1]: pam_nsjail(s:session): refused [0123abcf] user 'a': two");
	assert_null(none);
}

static void the_table_has_an_answer_for_each_row(void **state)
{
	size_t count = 0;

	(void)state;
	for (const struct why_cause *cause = why_causes; cause->words != NULL; cause++, count++) {
		const char *mend = why_cause_mend(cause->words);

		/* Words that an earlier row has already can never be found. */
		assert_non_null(mend);
		assert_ptr_equal(mend, cause->mend);
	}
	assert_true(count > 30);
	assert_null(why_cause_mend("something else"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(makes_text_printable),
		cmocka_unit_test(every_byte_is_printable_or_escaped),
		cmocka_unit_test(json_is_ascii_and_keeps_text),
		cmocka_unit_test(json_takes_what_is_no_utf8),
		cmocka_unit_test(json_of_nothing_is_an_error),
		cmocka_unit_test(splits_places_from_errors),
		cmocka_unit_test(tells_every_error_of_a_long_run),
		cmocka_unit_test(knows_ids),
		cmocka_unit_test(finds_the_reason_in_a_line),
		cmocka_unit_test(finds_its_own_lines_alone),
		cmocka_unit_test(the_table_has_an_answer_for_each_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
