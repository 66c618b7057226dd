/* SPDX-License-Identifier: BSD-3-Clause */
/* The text of a refusal, and log lines on their way to the module. */
#include "system/report.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <syslog.h>

#include <cmocka.h>

#include "shared/cleanup.h"

static void joins_errors(void **state)
{
	struct report report = { .socket_fd = NO_FD };

	(void)state;
	assert_int_equal(report_error(&report, ENOENT, "'%s'", "/a"), -ENOENT);
	assert_string_equal(report.text, "'/a': No such file or directory");
	assert_int_equal(report_error(&report, 0, "line %d", 7), -EINVAL);
	assert_string_equal(report.text, "'/a': No such file or directory; line 7");
	assert_int_equal(report.error_count, 2);
}

static void cleans_text(void **state)
{
	struct report report = { .socket_fd = NO_FD };

	(void)state;
	(void)report_error(&report, 0, "a\nb\tc\033[31m\x7f\xc2\x9b%%s");
	assert_string_equal(report.text, "a?b?c?[31m???%s");
}

static void counts_what_does_not_fit(void **state)
{
	struct report report = { .socket_fd = NO_FD };
	char line[201];
	const char *note;

	(void)state;
	memset(line, 'x', sizeof(line));
	line[200] = '\0';
	for (int i = 0; i < 1000; i++)
		(void)report_error(&report, 0, "%s", line);
	assert_int_equal(report.error_count, 1000);
	assert_true(strlen(report.text) < sizeof(report.text));
	note = strstr(report.text, "; and 9");
	assert_non_null(note);
	assert_string_equal(note, "; and 991 more");
	/* A short one would fit, but then the count would stand before it. */
	(void)report_error(&report, 0, "y");
	assert_string_equal(strstr(report.text, "; and 9"), "; and 992 more");
}

static void cuts_a_long_first_error(void **state)
{
	struct report report = { .socket_fd = NO_FD };
	char line[2 * REASON_MAX];

	(void)state;
	memset(line, 'x', sizeof(line));
	line[sizeof(line) - 1] = '\0';
	assert_int_equal(report_error(&report, EPERM, "%s", line), -EPERM);
	assert_int_equal(report_error(&report, 0, "next"), -EINVAL);
	assert_int_equal(report.error_count, 2);
	assert_true(strlen(report.text) > 1900);
	assert_non_null(strstr(report.text, "; and 1 more"));
}

/* Receives one line; false if there is none. */
static bool receive_line(int fd, struct log_line *ret_line)
{
	uint8_t buffer[REASON_MAX + 64];
	int fds[MESSAGE_FDS_MAX];
	ssize_t length = message_receive(fd, buffer, sizeof(buffer), fds, boottime_ms());

	return length > 0 && log_line_decode(ret_line, buffer, (size_t)length) == 0;
}

static void sends_lines(void **state)
{
	struct report report = { .socket_fd = NO_FD };
	struct log_line line;
	int pair[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	report_log(&report, LOG_ERR, "nobody listens");
	report.socket_fd = pair[0];
	report_log(&report, LOG_DEBUG, "not asked for");
	report_log(&report, LOG_WARNING, "user '%s'\n", "alice");
	assert_true(receive_line(pair[1], &line));
	assert_int_equal(line.level, LOG_WARNING);
	assert_string_equal(line.text, "user 'alice'?");
	assert_false(receive_line(pair[1], &line));
	report.is_debug = true;
	report_log(&report, LOG_DEBUG, "asked for");
	assert_true(receive_line(pair[1], &line));
	assert_string_equal(line.text, "asked for");
	assert_int_equal(report.error_count, 0);
	(void)close(pair[0]);
	(void)close(pair[1]);
}

static void says_that_somebody_works_unasked(void **state)
{
	struct report report = { .socket_fd = NO_FD };
	struct log_line line;
	int pair[2];

	(void)state;
	report_at_work(&report);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	report.socket_fd = pair[0];
	report_at_work(&report);
	assert_true(receive_line(pair[1], &line));
	assert_int_equal(line.level, LOG_DEBUG);
	assert_int_equal(report.error_count, 0);
	(void)close(pair[0]);
	(void)close(pair[1]);
}

static void survives_a_lost_reader(void **state)
{
	struct report report = { 0 };
	int pair[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	(void)close(pair[1]);
	report.socket_fd = pair[0];
	report_log(&report, LOG_ERR, "gone");
	(void)close(pair[0]);
	assert_int_equal(report.error_count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(joins_errors),
		cmocka_unit_test(cleans_text),
		cmocka_unit_test(counts_what_does_not_fit),
		cmocka_unit_test(cuts_a_long_first_error),
		cmocka_unit_test(sends_lines),
		cmocka_unit_test(says_that_somebody_works_unasked),
		cmocka_unit_test(survives_a_lost_reader),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
