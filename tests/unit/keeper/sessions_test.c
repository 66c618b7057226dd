/* SPDX-License-Identifier: BSD-3-Clause */
/* What begins a session, what ends it, and what does neither. */
#include "keeper/sessions.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"
#include "limits/cgroup.h"
#include "shared/cleanup.h"
#include "shared/message.h"
#include "shared/patience.h"
#include "shared/request.h"

#define JOIN_MS LOGIN_MODULE_MS

/* A session, and what it is watched by. */
struct scene {
	struct sessions sessions;
	struct cgroup cgroup;
	pid_t caller;
	int module_fd; /* the module's end */
};

static pid_t waiter_start(void)
{
	pid_t child = fork();

	if (child == 0)
		for (;;)
			(void)pause();
	check(child > 0);
	return child;
}

/* One more session; the module's end of its socket. */
static int session_add(struct scene *scene, pid_t caller, uint32_t id)
{
	const struct session_label label = { .session_id = id };
	int ends[2];

	check_number(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
	check_number(sessions_add(&scene->sessions, &label, ends[0], pidfd_open(caller, 0)), 0);
	return ends[1];
}

static void scene_begin(struct scene *scene)
{
	*scene = (struct scene){ .cgroup = CGROUP_NONE, .caller = waiter_start() };
	scene->module_fd = session_add(scene, scene->caller, 0xbeef);
}

static struct session *first(struct scene *scene)
{
	check(scene->sessions.count > 0);
	return &scene->sessions.list[0];
}

static void say(int fd, enum message_type word)
{
	uint8_t message[64];
	ssize_t length = word_encode(word, message, sizeof(message));

	check(length > 0);
	check_number(message_send(fd, message, (size_t)length, NULL, 0), 0);
}

/* As the keeper does it; how many sessions there are then. */
static size_t settle(struct scene *scene)
{
	struct pollfd watched[SESSION_POLL_COUNT * 64];
	nfds_t count = (nfds_t)(SESSION_POLL_COUNT * scene->sessions.count);

	check(count <= ARRAY_SIZE(watched));
	sessions_watch(&scene->sessions, watched);
	check(poll(watched, count, 0) >= 0);
	sessions_settle(&scene->sessions, watched, &scene->cgroup);
	return scene->sessions.count;
}

static void caller_end(const struct scene *scene)
{
	check_number(kill(scene->caller, SIGKILL), 0);
	check_number(waitpid(scene->caller, NULL, 0), scene->caller);
}

static void a_session_that_says_nothing_waits_for_its_module(void)
{
	struct scene scene;

	scene_begin(&scene);
	check_number(settle(&scene), 1);
	check(!first(&scene)->is_joined && !scene.sessions.were_used);
	check(sessions_deadline(&scene.sessions) > boottime_ms());
	check(sessions_deadline(&scene.sessions) <= boottime_ms() + JOIN_MS);
}

static void joined_and_closed_is_over(void)
{
	struct scene scene;
	int pidfd;

	scene_begin(&scene);
	say(scene.module_fd, MESSAGE_JOINED);
	check_number(settle(&scene), 1);
	check(first(&scene)->is_joined && scene.sessions.were_used);
	check(sessions_deadline(&scene.sessions) == INT64_MAX);
	pidfd = first(&scene)->caller_pidfd;
	say(scene.module_fd, MESSAGE_CLOSED);
	check_number(settle(&scene), 0);
	check(fcntl(pidfd, F_GETFD) < 0);
	check_number(is_readable(scene.module_fd, 0), 1);
	check(scene.sessions.were_used);
}

static void the_socket_s_end_ends_a_session_that_has_not_joined(void)
{
	struct scene scene;

	scene_begin(&scene);
	(void)close(scene.module_fd);
	check_number(settle(&scene), 0);
	check(!scene.sessions.were_used);
}

/* The application's children may hold the other end, or nobody may. */
static void but_not_one_that_has(void)
{
	struct scene scene;

	scene_begin(&scene);
	say(scene.module_fd, MESSAGE_JOINED);
	(void)close(scene.module_fd);
	check_number(settle(&scene), 1);
	check_number(settle(&scene), 1);
	check_number(first(&scene)->socket_fd, NO_FD);
	check_number(settle(&scene), 1);
	caller_end(&scene);
	check_number(settle(&scene), 0);
}

static void the_caller_s_death_is_its_end(void)
{
	struct scene scene;

	scene_begin(&scene);
	say(scene.module_fd, MESSAGE_JOINED);
	check_number(settle(&scene), 1);
	caller_end(&scene);
	check_number(settle(&scene), 0);
	check(scene.sessions.were_used);
}

static void who_joined_and_died_at_once_has_been_there(void)
{
	struct scene scene;

	scene_begin(&scene);
	say(scene.module_fd, MESSAGE_JOINED);
	caller_end(&scene);
	check_number(settle(&scene), 0);
	check(scene.sessions.were_used);
}

static void closed_note(const struct session *session, bool is_closed, void *data)
{
	(void)session;
	*(int *)data = is_closed ? 1 : 0;
}

static void who_joined_and_closed_and_died_at_once_has_closed(void)
{
	for (int closes = 0; closes < 2; closes++) {
		struct scene scene;
		int has_closed = -1;

		scene_begin(&scene);
		scene.sessions.on_end = closed_note;
		scene.sessions.on_end_data = &has_closed;
		say(scene.module_fd, MESSAGE_JOINED);
		if (closes == 1)
			say(scene.module_fd, MESSAGE_CLOSED);
		caller_end(&scene);
		check_number(settle(&scene), 0);
		check_number(has_closed, closes);
	}
}

static void who_died_before_has_not(void)
{
	struct scene scene;

	scene_begin(&scene);
	caller_end(&scene);
	check_number(settle(&scene), 0);
	check(!scene.sessions.were_used);
}

static void who_does_not_join_in_time_is_out(void)
{
	struct scene scene;

	scene_begin(&scene);
	first(&scene)->begin_ms -= JOIN_MS - 5000;
	check_number(settle(&scene), 1);
	first(&scene)->begin_ms -= 5000;
	check(sessions_deadline(&scene.sessions) <= boottime_ms());
	check_number(settle(&scene), 0);
}

static void odd_note(const struct session *session, bool is_closed, void *data)
{
	check(!is_closed);
	*(int *)data += session->is_odd ? 1 : 100;
}

/* And a second request is garbage, too. */
static void garbage_before_the_join_is_told(void)
{
	static const size_t lengths[] = { 1, 7, 64, 4096 };
	uint8_t bytes[4096] = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		struct scene scene;
		int told = 0;

		scene_begin(&scene);
		scene.sessions.on_end = odd_note;
		scene.sessions.on_end_data = &told;
		check_number(send(scene.module_fd, bytes, lengths[i], 0), lengths[i]);
		check_number(settle(&scene), 0);
		check_number(told, 1);
	}
}

/* Who goes or is done before it joined was not odd. */
static void an_end_before_the_join_is_not_told(void)
{
	struct scene scene;
	int told = 0;

	scene_begin(&scene);
	scene.sessions.on_end = odd_note;
	scene.sessions.on_end_data = &told;
	check_number(close(scene.module_fd), 0);
	check_number(settle(&scene), 0);
	scene.module_fd = session_add(&scene, scene.caller, 0xbeef);
	say(scene.module_fd, MESSAGE_CLOSED);
	check_number(settle(&scene), 0);
	check_number(told, 0);
}

static void garbage_ends_it_before_the_join_and_not_after(void)
{
	struct scene scene;

	scene_begin(&scene);
	check_number(send(scene.module_fd, "garbage", 7, 0), 7);
	check_number(settle(&scene), 0);
	scene_begin(&scene);
	say(scene.module_fd, MESSAGE_JOINED);
	check_number(settle(&scene), 1);
	check_number(send(scene.module_fd, "garbage", 7, 0), 7);
	check_number(settle(&scene), 1);
}

/* A module has none to send, and each would stay with us. */
static void descriptors_are_not_kept(void)
{
	const int fds[] = { STDIN_FILENO, STDIN_FILENO };
	uint8_t message[64];
	ssize_t length = word_encode(MESSAGE_JOINED, message, sizeof(message));
	struct scene scene;
	int before, after;

	scene_begin(&scene);
	before = dup(STDIN_FILENO);
	(void)close(before);
	check_number(message_send(scene.module_fd, message, (size_t)length, fds, 2), 0);
	check_number(settle(&scene), 1);
	after = dup(STDIN_FILENO);
	check_number(after, before);
}

static void one_that_ends_leaves_the_others_as_they_are(void)
{
	struct scene scene;
	int ends[40];

	scene_begin(&scene);
	for (uint32_t i = 0; i < ARRAY_SIZE(ends); i++) {
		ends[i] = session_add(&scene, scene.caller, i);
		say(ends[i], MESSAGE_JOINED);
	}
	check_number(settle(&scene), ARRAY_SIZE(ends) + 1);
	say(ends[7], MESSAGE_CLOSED);
	say(ends[39], MESSAGE_CLOSED);
	check_number(settle(&scene), ARRAY_SIZE(ends) - 1);
	check_number(first(&scene)->label.session_id, 0xbeef);
	check(!first(&scene)->is_joined);
	for (size_t i = 1; i < scene.sessions.count; i++) {
		const struct session *session = &scene.sessions.list[i];

		check_number(session->label.session_id, i - 1 + (i > 7 ? 1 : 0));
		check(session->is_joined);
	}
}

static void one_too_many_is_refused_and_keeps_its_descriptors(void)
{
	const struct session_label label = { .session_id = 1 };
	struct sessions sessions = { 0 };
	int fd = dup(STDIN_FILENO);

	for (int i = 0; i < SESSIONS_MAX; i++)
		check_number(sessions_add(&sessions, &label, NO_FD, NO_FD), 0);
	check_number(sessions_add(&sessions, &label, fd, NO_FD), -EUSERS);
	check_number(sessions.count, SESSIONS_MAX);
	check(fcntl(fd, F_GETFD) >= 0);
	sessions_clear(&sessions);
	check_number(sessions.count, 0);
}

static void clearing_closes_everything(void)
{
	struct scene scene;
	int pidfd;

	scene_begin(&scene);
	pidfd = first(&scene)->caller_pidfd;
	sessions_clear(&scene.sessions);
	check(fcntl(pidfd, F_GETFD) < 0);
	check_number(is_readable(scene.module_fd, 0), 1);
	check(sessions_deadline(&scene.sessions) == INT64_MAX);
}

/* In a jail that nobody comes back from. */
static void one_way_begin(struct scene *scene)
{
	*scene = (struct scene){ .cgroup = CGROUP_NONE, .caller = waiter_start() };
	scene->sessions.are_one_way = true;
	scene->module_fd = session_add(scene, scene->caller, 0xbeef);
}

static void a_one_way_caller_is_held_after_its_session(void)
{
	struct scene scene;

	one_way_begin(&scene);
	say(scene.module_fd, MESSAGE_JOINED);
	check_number(settle(&scene), 1);
	say(scene.module_fd, MESSAGE_CLOSED);
	check_number(settle(&scene), 0);
	check_number(scene.sessions.left.count, 1);
	check(sessions_leave(&scene.sessions, &scene.cgroup));
	sessions_kill(&scene.sessions);
	check_number(waitpid(scene.caller, NULL, 0), scene.caller);
	check(!sessions_leave(&scene.sessions, &scene.cgroup));
}

static void and_killed_when_it_stays(void)
{
	struct scene scene;

	one_way_begin(&scene);
	say(scene.module_fd, MESSAGE_JOINED);
	check_number(settle(&scene), 1);
	say(scene.module_fd, MESSAGE_CLOSED);
	check_number(settle(&scene), 0);
	check(sessions_deadline(&scene.sessions) <= boottime_ms() + CALLERS_MS);
	check_number(settle(&scene), 0);
	check_number(waitpid(scene.caller, NULL, WNOHANG), 0);
	scene.sessions.left.list[0].deadline_ms = boottime_ms();
	check_number(settle(&scene), 0);
	check_number(waitpid(scene.caller, NULL, 0), scene.caller);
	check(sessions_deadline(&scene.sessions) == INT64_MAX);
}

static void and_killed_in_the_middle_of_it(void)
{
	struct scene scene;

	one_way_begin(&scene);
	say(scene.module_fd, MESSAGE_JOINED);
	check(sessions_leave(&scene.sessions, &scene.cgroup)); /* takes the word in */
	sessions_kill(&scene.sessions);
	check_number(waitpid(scene.caller, NULL, 0), scene.caller);
}

static void nobody_else_is(void)
{
	struct scene scene;

	/* Who has not joined is not inside. */
	one_way_begin(&scene);
	check(sessions_leave(&scene.sessions, &scene.cgroup));
	sessions_kill(&scene.sessions);
	check_number(waitpid(scene.caller, NULL, WNOHANG), 0);
	/* Who can go back has gone. */
	scene_begin(&scene);
	say(scene.module_fd, MESSAGE_JOINED);
	check_number(settle(&scene), 1);
	sessions_kill(&scene.sessions);
	check_number(waitpid(scene.caller, NULL, WNOHANG), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(a_session_that_says_nothing_waits_for_its_module),
		fixture_test(joined_and_closed_is_over),
		fixture_test(the_socket_s_end_ends_a_session_that_has_not_joined),
		fixture_test(but_not_one_that_has),
		fixture_test(the_caller_s_death_is_its_end),
		fixture_test(who_joined_and_died_at_once_has_been_there),
		fixture_test(who_joined_and_closed_and_died_at_once_has_closed),
		fixture_test(who_died_before_has_not),
		fixture_test(who_does_not_join_in_time_is_out),
		fixture_test(garbage_before_the_join_is_told),
		fixture_test(an_end_before_the_join_is_not_told),
		fixture_test(garbage_ends_it_before_the_join_and_not_after),
		fixture_test(descriptors_are_not_kept),
		fixture_test(one_that_ends_leaves_the_others_as_they_are),
		fixture_test(one_too_many_is_refused_and_keeps_its_descriptors),
		fixture_test(a_one_way_caller_is_held_after_its_session),
		fixture_test(and_killed_when_it_stays),
		fixture_test(and_killed_in_the_middle_of_it),
		fixture_test(nobody_else_is),
		fixture_test(clearing_closes_everything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
