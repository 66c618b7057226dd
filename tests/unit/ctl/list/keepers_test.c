/* SPDX-License-Identifier: BSD-3-Clause */
/* Asking keepers: many at once, ones that hang, are dead, lie, or say strange things. */
#include "ctl/list/keepers.h"

#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "config_fixture.h"
#include "ctl/list/keeper_call.h"
#include "ctl/list/keeper_text.h"
#include "keeper/control.h"
#include "shared/message.h"

#define JAILS 200

static int listen_at(const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	(void)snprintf(address.sun_path, sizeof(address.sun_path), PLACE "/%s", name);
	assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, 4), 0);
	return fd;
}

static void answer(int listener, int number)
{
	uint8_t buffer[4096];
	char text[512];
	const struct control_text control = { text };
	int fd = accept(listener, NULL, NULL);
	ssize_t length = recv(fd, buffer, sizeof(buffer), 0);

	if (length <= 0 || control_type_decode(buffer, (size_t)length) != CONTROL_LIST)
		_exit(1);
	(void)snprintf(text, sizeof(text),
		       "user = t%d\nuid = %d\nscope = user\nstate = up\ninit = %d\nage = 61\n"
		       "linger = forever\nfuture = x y\nno line of ours\n"
		       "session = 0000000%d joined sshd ssh - 7\n",
		       number, 20000 + number, getpid(), number % 10);
	length = control_text_encode(&control, buffer, sizeof(buffer));
	if (length <= 0 || message_send(fd, buffer, (size_t)length, NULL, 0) < 0)
		_exit(1);
	(void)close(fd);
}

/* All keepers in one process: each answers once, so long after the one before. */
static pid_t keepers_start(int count, unsigned int pause_ms)
{
	int fds[JAILS];
	pid_t child;

	for (int i = 0; i < count; i++) {
		char name[32];

		(void)snprintf(name, sizeof(name), "%d-0000000%d", 20000 + i, i % 10);
		fds[i] = listen_at(name);
	}
	child = fork();
	for (int i = 0; i < count; i++) {
		if (child == 0 && usleep(pause_ms * 1000) == 0)
			answer(fds[i], i);
		(void)close(fds[i]);
	}
	if (child == 0)
		_exit(0);
	assert_true(child > 0);
	return child;
}

static void keepers_stop(pid_t child)
{
	int status;

	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void asks_many_and_waits_for_none(void **state)
{
	_cleanup_keepers_ struct kept_jails jails = { 0 };
	_cleanup_close_ int hung_fd = listen_at("9-hung");
	pid_t child = keepers_start(JAILS, 0);
	int64_t begin = boottime_ms();

	(void)hung_fd;
	(void)state;
	(void)close(listen_at("8-dead"));
	assert_int_equal(keepers_ask(&jails, PLACE, KEEPERS_TIMEOUT_MS), 0);
	assert_true(boottime_ms() - begin < 2000);
	keepers_stop(child);
	assert_int_equal(jails.count, JAILS + 2);
	assert_int_equal(jails.list[0].health, KEEPER_DEAD);
	assert_int_equal(jails.list[1].health, KEEPER_HUNG);
	assert_int_equal(jails.list[1].uid, 9);
	assert_int_equal(jails.list[1].keeper, getpid());
	for (size_t i = 2; i < jails.count; i++) {
		assert_int_equal(jails.list[i].health, KEEPER_ANSWERED);
		assert_int_equal(jails.list[i].uid, 20000 + i - 2);
		assert_int_equal(jails.list[i].session_count, 1);
	}
	assert_string_equal(jails.list[2].user, "t0");
	assert_string_equal(jails.list[2].sessions[0].service, "sshd");
	assert_string_equal(jails.list[2].sessions[0].rhost, "");
	assert_int_equal(jails.list[2].sessions[0].age, 7);
}

static size_t healthy_count(const struct kept_jails *jails)
{
	size_t count = 0;

	for (size_t i = 0; i < jails->count; i++)
		count += jails->list[i].health == KEEPER_ANSWERED;
	return count;
}

static void waits_while_others_answer(void **state)
{
	_cleanup_keepers_ struct kept_jails jails = { 0 };
	pid_t child = keepers_start(4, 100);

	(void)state;
	assert_int_equal(keepers_ask(&jails, PLACE, 300), 0);
	keepers_stop(child);
	assert_int_equal(healthy_count(&jails), 4);
}

static void does_not_wait_for_ever_for_a_trickle(void **state)
{
	_cleanup_keepers_ struct kept_jails jails = { 0 };
	pid_t child = keepers_start(40, KEEPERS_TIMEOUT_MS / 2);
	int64_t begin = boottime_ms();

	(void)state;
	assert_int_equal(keepers_ask(&jails, PLACE, KEEPERS_TIMEOUT_MS), 0);
	assert_true(boottime_ms() - begin < 2000);
	assert_int_equal(jails.count, 40);
	assert_true(healthy_count(&jails) < 20);
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
}

static void a_full_queue_is_a_hung_keeper(void **state)
{
	_cleanup_close_ int hung_fd = listen_at("9-hung");

	(void)hung_fd;
	(void)state;
	/* Without an accept(2) the queue fills, and connect(2) would wait. */
	for (int i = 0; i < 8; i++) {
		_cleanup_keepers_ struct kept_jails jails = { 0 };

		assert_int_equal(keepers_ask(&jails, PLACE, KEEPERS_TIMEOUT_MS), 0);
		assert_int_equal(jails.count, 1);
		assert_int_equal(jails.list[0].health, KEEPER_HUNG);
	}
}

static void takes_no_directory_for_no_jails(void **state)
{
	_cleanup_keepers_ struct kept_jails jails = { 0 };

	(void)state;
	assert_int_equal(keepers_ask(&jails, PLACE "/none", KEEPERS_TIMEOUT_MS), 0);
	assert_int_equal(jails.count, 0);
}

static void believes_roots_directory_alone(void **state)
{
	_cleanup_keepers_ struct kept_jails jails = { 0 };

	(void)state;
	assert_int_equal(mkdir(PLACE "/open", 0700), 0);
	assert_int_equal(chmod(PLACE "/open", 0777), 0);
	assert_int_equal(keepers_ask(&jails, PLACE "/open", KEEPERS_TIMEOUT_MS), -EPERM);
}

static void what_is_no_socket_is_no_jail(void **state)
{
	_cleanup_keepers_ struct kept_jails jails = { 0 };

	(void)state;
	write_text(PLACE "/1001-file", "x");
	assert_int_equal(keepers_ask(&jails, PLACE, KEEPERS_TIMEOUT_MS), 0);
	assert_int_equal(jails.count, 0);
}

static void ends_a_jail_and_waits(void **state)
{
	int listener = listen_at("7-end");
	int64_t begin = boottime_ms();
	pid_t child = fork();

	(void)state;
	if (child == 0) {
		uint8_t buffer[4096];
		int fd = accept(listener, NULL, NULL);
		ssize_t length = recv(fd, buffer, sizeof(buffer), 0);
		int type = length <= 0 ? -1 : control_type_decode(buffer, (size_t)length);

		(void)poll(NULL, 0, 200);
		_exit(type == CONTROL_KILL ? 0 : 1);
	}
	(void)close(listener);
	assert_int_equal(keeper_call_end("7-end", PLACE, boottime_ms() + 5000), 0);
	assert_true(boottime_ms() - begin >= 200);
	keepers_stop(child);
}

static void does_not_wait_for_ever_for_an_end(void **state)
{
	_cleanup_close_ int listener = listen_at("7-end");

	(void)listener;
	(void)state;
	assert_int_equal(keeper_call_end("7-end", PLACE, boottime_ms() + 100), -ETIMEDOUT);
}

static void survives_strange_answers(void **state)
{
	static const char *const texts[] = {
		"",
		"\n\n\n",
		" = ",
		"session = ",
		"session = a b c d e f g h",
		"session = \nsession =  \nsession",
		"uid = -1\nage = 99999999999999999999\ninit = x",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct kept_jails jails = { 1, calloc(1, sizeof(*jails.list)) };
		_cleanup_free_ char *text = strdup(texts[i]);

		jails.list->socket_fd = NO_FD;
		assert_int_equal(keeper_text_read(jails.list, text), 0);
		keepers_clear(&jails);
	}
}

static void cuts_what_is_too_long(void **state)
{
	struct kept_jails jails = { 1, calloc(1, sizeof(*jails.list)) };
	char text[4096];

	(void)state;
	jails.list->socket_fd = NO_FD;
	memset(text, 'x', sizeof(text));
	memcpy(text, "user = ", 7);
	memcpy(text + 2000, "\nsession = ", 11);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(keeper_text_read(jails.list, text), 0);
	assert_int_equal(strlen(jails.list->user), sizeof(jails.list->user) - 1);
	assert_int_equal(strlen(jails.list->sessions[0].id),
			 sizeof(jails.list->sessions[0].id) - 1);
	keepers_clear(&jails);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_TEST(asks_many_and_waits_for_none),
		PLACE_TEST(waits_while_others_answer),
		PLACE_TEST(does_not_wait_for_ever_for_a_trickle),
		PLACE_TEST(a_full_queue_is_a_hung_keeper),
		PLACE_TEST(takes_no_directory_for_no_jails),
		PLACE_TEST(believes_roots_directory_alone),
		PLACE_TEST(what_is_no_socket_is_no_jail),
		PLACE_TEST(ends_a_jail_and_waits),
		PLACE_TEST(does_not_wait_for_ever_for_an_end),
		cmocka_unit_test(survives_strange_answers),
		cmocka_unit_test(cuts_what_is_too_long),
	};

	return cmocka_run_group_tests(tests, place_make, NULL);
}
