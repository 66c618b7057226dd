/* SPDX-License-Identifier: BSD-3-Clause */
/* The conversation with a helper that says all kinds of things. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "exchange.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

#include "helper_start.h"
#include "reason.h"
#include "shared/cleanup.h"
#include "shared/patience.h"
#include "shared/request.h"

#define QUIET_MS 1000

static char text[] = "text";

static const struct request request = {
	.session_id = 1,
	.config_path = text,
	.user = text,
	.gecos = text,
	.home = text,
	.shell = text,
	.service = text,
	.tty = text,
	.rhost = text,
};

struct talk {
	struct helper helper;
	int far_end;
	int init_fd;
	struct verdict verdict;
	struct reason reason;
};

static int begin(void **state)
{
	static struct talk talk;
	int ends[2];

	talk = (struct talk){ .helper = HELPER_NONE, .init_fd = NO_FD };
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
	talk.helper.socket_fd = ends[0];
	talk.far_end = ends[1];
	*state = &talk;
	return 0;
}

static int end(void **state)
{
	struct talk *talk = *state;

	helper_clear(&talk->helper);
	cleanup_close(&talk->far_end);
	cleanup_close(&talk->init_fd);
	return 0;
}

/* The helper's words wait in the socket before the request is sent: it makes no difference. */
static void say(const struct talk *talk, const uint8_t *bytes, ssize_t length, size_t fd_count)
{
	const int fds[] = { STDIN_FILENO, STDIN_FILENO };

	assert_true(length > 0);
	assert_int_equal(message_send(talk->far_end, bytes, (size_t)length, fds, fd_count), 0);
}

static void say_verdict(const struct talk *talk, const struct verdict *verdict, size_t fd_count)
{
	uint8_t buffer[4096];

	say(talk, buffer, verdict_encode(verdict, buffer, sizeof(buffer)), fd_count);
}

static void say_log(const struct talk *talk, size_t fd_count)
{
	/* A debug line is not forwarded without "debug", so this needs no PAM handle. */
	const struct log_line line = { LOG_DEBUG, "line" };
	uint8_t buffer[4096];

	say(talk, buffer, log_line_encode(&line, buffer, sizeof(buffer)), fd_count);
}

static int hear(struct talk *talk)
{
	return exchange_hear(NULL, &request, &talk->helper, HANG_MODULE_MS, &talk->verdict,
			     &talk->init_fd, &talk->reason);
}

/* Who says nothing and is not seen at work; and nothing of ours is closed for that. */
static void silence_is_not_waited_for(void **state)
{
	struct talk *talk = *state;
	int64_t begin = boottime_ms();
	int flags = fcntl(STDIN_FILENO, F_GETFD);

	assert_int_equal(exchange_hear(NULL, &request, &talk->helper, QUIET_MS, &talk->verdict,
				       &talk->init_fd, &talk->reason),
			 -EINVAL);
	assert_string_equal(talk->reason.text, "the helper gave no answer in 1 seconds");
	assert_true(boottime_ms() - begin >= QUIET_MS && boottime_ms() - begin < 4 * QUIET_MS);
	assert_int_equal(talk->helper.end, HELPER_KILL);
	assert_int_equal(talk->init_fd, NO_FD);
	assert_int_equal(fcntl(STDIN_FILENO, F_GETFD), flags);
}

/* The helper's words while it waits for somebody: each gives it the whole time again. */
static void who_says_that_somebody_works_is_waited_for(void **state)
{
	struct talk *talk = *state;
	const struct verdict verdict = { .outcome = VERDICT_NOT_JAILED };
	pid_t child = fork();
	int status = -1;

	for (int i = 0; child == 0 && i < 4; i++) {
		(void)poll(NULL, 0, QUIET_MS * 2 / 3);
		i < 3 ? say_log(talk, 0) : say_verdict(talk, &verdict, 0);
	}
	if (child == 0)
		_exit(0);
	assert_int_equal(exchange_hear(NULL, &request, &talk->helper, QUIET_MS, &talk->verdict,
				       &talk->init_fd, &talk->reason),
			 0);
	assert_int_equal(talk->verdict.outcome, VERDICT_NOT_JAILED);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

/* One that is seen at work, as a vfork(2) that waits is (D in proc(5)). */
static void who_waits_for_a_disk_is_waited_for(void **state)
{
	struct talk *talk = *state;
	const struct verdict verdict = { .outcome = VERDICT_NOT_JAILED };
	int status = -1;

	talk->helper.pid = fork();
	if (talk->helper.pid == 0) {
		if (vfork() == 0) {
			(void)poll(NULL, 0, 3 * QUIET_MS);
			_exit(0);
		}
		say_verdict(talk, &verdict, 0);
		_exit(0);
	}
	assert_int_equal(exchange_hear(NULL, &request, &talk->helper, QUIET_MS, &talk->verdict,
				       &talk->init_fd, &talk->reason),
			 0);
	assert_int_equal(waitpid(talk->helper.pid, &status, 0), talk->helper.pid);
	assert_int_equal(status, 0);
}

static int run(struct talk *talk)
{
	int error = exchange_ask(&request, talk->helper.socket_fd, &talk->reason);

	return error < 0 ? error : hear(talk);
}

static void expect_broken(struct talk *talk, const char *reason)
{
	assert_true(run(talk) < 0);
	assert_string_equal(talk->reason.text, reason);
	assert_int_equal(talk->helper.end, HELPER_KILL);
	assert_int_equal(talk->init_fd, NO_FD);
}

static void a_jail_comes_with_its_init(void **state)
{
	struct talk *talk = *state;
	const struct verdict verdict = { .outcome = VERDICT_JAILED, .entry = "x" };

	say_log(talk, 0);
	say_verdict(talk, &verdict, 1);
	assert_int_equal(run(talk), 0);
	assert_int_equal(talk->verdict.outcome, VERDICT_JAILED);
	assert_string_equal(talk->verdict.entry, "x");
	assert_true(talk->init_fd > STDERR_FILENO);
	assert_int_equal(talk->helper.end, HELPER_AWAIT);
}

static void the_request_arrives_with_the_callers_pidfd(void **state)
{
	struct talk *talk = *state;
	const struct verdict verdict = { .outcome = VERDICT_NOT_JAILED };
	struct request found = { 0 };
	uint8_t buffer[4096];
	int fds[MESSAGE_FDS_MAX];
	ssize_t length;

	say_verdict(talk, &verdict, 0);
	assert_int_equal(run(talk), 0);
	assert_int_equal(talk->init_fd, NO_FD);
	length = message_receive(talk->far_end, buffer, sizeof(buffer), fds, 0);
	assert_true(length > 0);
	assert_int_equal(request_decode(&found, buffer, (size_t)length), 0);
	assert_int_equal(pidfd_send_signal(fds[0], 0, NULL, 0), 0);
	assert_int_equal(fds[1], NO_FD);
	cleanup_close(&fds[0]);
	request_clear(&found);
}

static void a_refusal_is_an_answer(void **state)
{
	struct talk *talk = *state;
	const struct verdict verdict = { .outcome = VERDICT_REFUSED, .reason = "because" };

	say_verdict(talk, &verdict, 0);
	assert_int_equal(run(talk), 0);
	assert_string_equal(talk->verdict.reason, "because");
}

/* One that refuses to run at all does not even read the request. */
static void a_refusal_without_a_look_at_the_request_counts(void **state)
{
	struct talk *talk = *state;
	const struct verdict verdict = { .outcome = VERDICT_REFUSED, .reason = "because" };

	assert_int_equal(exchange_ask(&request, talk->helper.socket_fd, &talk->reason), 0);
	say_log(talk, 0);
	say_verdict(talk, &verdict, 0);
	cleanup_close(&talk->far_end);
	talk->far_end = NO_FD;
	assert_int_equal(hear(talk), 0);
	assert_string_equal(talk->verdict.reason, "because");
}

static void an_end_without_a_word_is_told(void **state)
{
	struct talk *talk = *state;

	assert_int_equal(exchange_ask(&request, talk->helper.socket_fd, &talk->reason), 0);
	cleanup_close(&talk->far_end);
	talk->far_end = NO_FD;
	assert_true(hear(talk) < 0);
	assert_string_equal(talk->reason.text, "the helper ended without an answer");
}

static void silence_at_the_end_is_told(void **state)
{
	struct talk *talk = *state;

	say_log(talk, 0);
	assert_int_equal(shutdown(talk->far_end, SHUT_WR), 0);
	expect_broken(talk, "the helper ended without an answer");
}

#define MALFORMED "the helper's message is malformed: Bad message"

static void descriptors_must_fit_the_outcome(void **state)
{
	static const struct {
		enum verdict_outcome outcome;
		size_t fd_count;
	} cases[] = {
		{ VERDICT_JAILED, 0 },
		{ VERDICT_JAILED, 2 },
		{ VERDICT_REFUSED, 1 },
		{ VERDICT_NOT_JAILED, 1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct talk *talk;
		struct verdict verdict = { .outcome = cases[i].outcome };

		begin(state);
		talk = *state;
		say_verdict(talk, &verdict, cases[i].fd_count);
		expect_broken(talk, MALFORMED);
		end(state);
	}
}

static void log_lines_carry_nothing(void **state)
{
	say_log(*state, 1);
	expect_broken(*state, MALFORMED);
}

static void other_words_are_out_of_place(void **state)
{
	uint8_t buffer[64];

	say(*state, buffer, word_encode(MESSAGE_JOINED, buffer, sizeof(buffer)), 0);
	expect_broken(*state, MALFORMED);
}

static void noise_is_refused(void **state)
{
	const uint8_t noise[] = "abcdefghijklmnop";

	say(*state, noise, sizeof(noise), 0);
	expect_broken(*state, "the helper's message is malformed: Protocol error");
}

int main(void)
{
#define TALK_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TALK_TEST(a_jail_comes_with_its_init),
		TALK_TEST(the_request_arrives_with_the_callers_pidfd),
		TALK_TEST(a_refusal_is_an_answer),
		TALK_TEST(a_refusal_without_a_look_at_the_request_counts),
		TALK_TEST(an_end_without_a_word_is_told),
		TALK_TEST(silence_at_the_end_is_told),
		TALK_TEST(silence_is_not_waited_for),
		TALK_TEST(who_says_that_somebody_works_is_waited_for),
		TALK_TEST(who_waits_for_a_disk_is_waited_for),
		cmocka_unit_test(descriptors_must_fit_the_outcome),
		TALK_TEST(log_lines_carry_nothing),
		TALK_TEST(other_words_are_out_of_place),
		TALK_TEST(noise_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
