/* SPDX-License-Identifier: BSD-3-Clause */
/* What ends a jail and what does not; init is a process that only waits, the keeper is the real
 * one. */
#include "keeper/keeper.h"
#include "keeper/keeper_run.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

#include "fixture.h"
#include "shared/cleanup.h"

#define NAME	"54321-0000beef"
#define ENTRY	STATE_DIR "/jails/" NAME
#define A_WHILE 300 /* milliseconds in which a keeper that should not end could end */

/* What the test sees of one keeper. */
struct scene {
	int socket_fd; /* the module's end */
	pid_t caller;
	int caller_pidfd;
	pid_t keeper;
	int keeper_pidfd;
	pid_t init;
	int init_pidfd;
};

_Noreturn static void wait_for_signal(void)
{
	(void)close_range(STDERR_FILENO + 1, ~0U, 0);
	for (;;)
		(void)pause();
}

static pid_t waiter_start(void)
{
	pid_t child = fork();

	if (child == 0)
		wait_for_signal();
	check(child > 0);
	return child;
}

/* What a shared one gets; the fields are as in struct keeper. */
struct manner {
	bool is_shared;
	uint64_t linger;
	bool has_pid_namespace; /* init is process 1 of one */
};

/* The keeper's process: init must be its child, and it says that child's number before it begins.
 */
_Noreturn static void be_keeper(struct fixture_jail *jail, const struct manner *manner,
				int socket_fd, int caller_pidfd, int result_fd)
{
	struct session_label label = session_label_make(&jail->request);
	struct keeper keeper;

	keeper_init(&keeper);
	if (manner->has_pid_namespace)
		check_number(unshare(CLONE_NEWPID), 0);
	keeper.init.pid = waiter_start();
	keeper.init.pidfd = pidfd_open(keeper.init.pid, 0);
	keeper.is_shared = manner->is_shared;
	keeper.linger = manner->linger;
	keeper.uid = jail->request.uid;
	keeper.verdict = (struct verdict){ .outcome = VERDICT_JAILED, .bounding_set = 42 };
	(void)snprintf(keeper.user, sizeof(keeper.user), "%s", jail->request.user);
	(void)memset(keeper.digest, 'd', sizeof(keeper.digest) - 1);
	check_number(jail_entry_open(&keeper.entry, NAME, &jail->report), 0);
	check_number(keeper_prepare(&keeper, &label, socket_fd, caller_pidfd), 0);
	check_number(jail_entry_publish(&keeper.entry, 0xbeef, &jail->report), 0);
	check_number(write(result_fd, &keeper.init.pid, sizeof(pid_t)), sizeof(pid_t));
	keeper_run(&keeper);
	_exit(0);
}

static void session_begin_as(struct scene *scene, const struct manner *manner)
{
	struct fixture_jail jail;
	int sockets[2], result[2];

	check_number(strncmp(STATE_DIR, "/run/", 5), 0);
	tmpfs_over("/run");
	fixture_jail_make(&jail);
	scene->caller = waiter_start();
	scene->caller_pidfd = pidfd_open(scene->caller, 0);
	check_number(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets), 0);
	check_number(pipe2(result, O_CLOEXEC), 0);
	scene->keeper = fork();
	if (scene->keeper == 0) {
		(void)close(sockets[0]);
		be_keeper(&jail, manner, sockets[1], scene->caller_pidfd, result[1]);
	}
	(void)close(sockets[1]);
	check_number(read(result[0], &scene->init, sizeof(pid_t)), sizeof(pid_t));
	scene->socket_fd = sockets[0];
	scene->keeper_pidfd = pidfd_open(scene->keeper, 0);
	scene->init_pidfd = pidfd_open(scene->init, 0);
}

static void session_begin(struct scene *scene)
{
	const struct manner manner = { .is_shared = false };

	session_begin_as(scene, &manner);
}

static void say(const struct scene *scene, enum message_type word)
{
	uint8_t message[64];
	ssize_t length = word_encode(word, message, sizeof(message));

	check(length > 0);
	check_number(message_send(scene->socket_fd, message, (size_t)length, NULL, 0), 0);
}

static void check_goes_on(const struct scene *scene)
{
	check(!is_readable(scene->keeper_pidfd, A_WHILE));
	check(!is_readable(scene->init_pidfd, 0));
	check(is_there(AT_FDCWD, ENTRY));
}

static void check_over(const struct scene *scene)
{
	check(is_readable(scene->keeper_pidfd, FIXTURE_WAIT));
	check(is_readable(scene->init_pidfd, 0));
	check(!is_there(AT_FDCWD, ENTRY));
	check_child(scene->keeper);
	/* Reaped by the keeper: nothing of init has come to us. */
	check_errno(kill(scene->init, 0), ESRCH);
}

static void joined_begin(struct scene *scene)
{
	session_begin(scene);
	say(scene, MESSAGE_JOINED);
	check_goes_on(scene);
}

static void closed_ends_it(void)
{
	struct scene session;

	joined_begin(&session);
	say(&session, MESSAGE_CLOSED);
	check_over(&session);
}

static void closed_before_joined_ends_it(void)
{
	struct scene session;

	session_begin(&session);
	check_goes_on(&session);
	say(&session, MESSAGE_CLOSED);
	check_over(&session);
}

static void the_callers_death_ends_it(void)
{
	struct scene session;

	joined_begin(&session);
	check_number(kill(session.caller, SIGKILL), 0);
	check_over(&session);
}

static void the_callers_death_before_joined_ends_it(void)
{
	struct scene session;

	session_begin(&session);
	check_number(kill(session.caller, SIGKILL), 0);
	check_over(&session);
}

static void inits_death_ends_it(void)
{
	struct scene session;

	joined_begin(&session);
	check_number(kill(session.init, SIGKILL), 0);
	check_over(&session);
	check_number(kill(session.caller, 0), 0);
}

/* As systemd stops a scope: init is of those who ignore it, callers need not hear of it. */
static void sigterm_ends_it(void)
{
	struct scene session;

	joined_begin(&session);
	check_number(kill(session.keeper, SIGHUP), 0);
	check_goes_on(&session);
	check_number(kill(session.keeper, SIGTERM), 0);
	check_over(&session);
	check_number(kill(session.caller, 0), 0);
}

static void sigterm_ends_one_that_lingers(void)
{
	const struct manner lingers = { .is_shared = true, .linger = LINGER_FOREVER };
	struct scene session;

	session_begin_as(&session, &lingers);
	say(&session, MESSAGE_JOINED);
	say(&session, MESSAGE_CLOSED);
	check_goes_on(&session);
	check_number(kill(session.keeper, SIGTERM), 0);
	check_over(&session);
}

/* As su does, which is told to end: it closes, and reaps what it has in the jail some time later.
 */
static void who_closes_while_init_waits_for_him_is_let_go(void)
{
	const struct manner manner = { .has_pid_namespace = true };
	struct scene session;
	pid_t inside;

	session_begin_as(&session, &manner);
	say(&session, MESSAGE_JOINED);
	check_number(setns(session.init_pidfd, CLONE_NEWPID), 0);
	inside = waiter_start();
	check_goes_on(&session);
	check_number(kill(session.keeper, SIGTERM), 0);
	check(!is_readable(session.keeper_pidfd, A_WHILE));
	check(!is_readable(session.socket_fd, 0));
	say(&session, MESSAGE_CLOSED);
	check(is_readable(session.socket_fd, FIXTURE_WAIT));
	check(!is_readable(session.keeper_pidfd, 0));
	check_number(waitpid(inside, NULL, 0), inside);
	check_over(&session);
}

static void end_of_file_before_joined_ends_it(void)
{
	struct scene session;

	session_begin(&session);
	check_goes_on(&session);
	check_number(close(session.socket_fd), 0);
	check_over(&session);
	check_number(kill(session.caller, 0), 0);
}

/* The keeper may neither end nor spin on the socket. */
static void end_of_file_after_joined_means_nothing(void)
{
	struct scene session;
	struct timespec used;
	clockid_t clock;

	joined_begin(&session);
	check_number(close(session.socket_fd), 0);
	check_goes_on(&session);
	check_number(clock_getcpuclockid(session.keeper, &clock), 0);
	check_number(clock_gettime(clock, &used), 0);
	check_number(used.tv_sec, 0);
	check(used.tv_nsec < A_WHILE * 1000000 / 2);
	check_number(kill(session.caller, SIGKILL), 0);
	check_over(&session);
}

static void garbage_before_joined_ends_it(void)
{
	struct scene session;

	session_begin(&session);
	check_number(send(session.socket_fd, "garbage", 7, 0), 7);
	check_over(&session);
}

static void garbage_after_joined_means_nothing(void)
{
	struct scene session;

	joined_begin(&session);
	check_number(send(session.socket_fd, "garbage", 7, 0), 7);
	check_goes_on(&session);
	check_number(kill(session.caller, SIGKILL), 0);
	check_over(&session);
}

static void a_flood_of_words_means_nothing(void)
{
	struct scene session;

	joined_begin(&session);
	for (int i = 0; i < 5; i++)
		say(&session, MESSAGE_JOINED);
	check_goes_on(&session);
	say(&session, MESSAGE_CLOSED);
	check_over(&session);
}

static void a_caller_that_never_joins_is_given_up(void)
{
	struct scene session;
	int64_t begin = boottime_ms();

	session_begin(&session);
	check(is_readable(session.keeper_pidfd, 15000));
	check(boottime_ms() - begin > 9000);
	check_over(&session);
}

static void check_status(pid_t process, const char *line)
{
	char path[64], text[4096];

	(void)snprintf(path, sizeof(path), "/proc/%d/status", process);
	file_read(AT_FDCWD, path, text, sizeof(text));
	check_text(text, line);
}

static void the_keeper_is_powerless(void)
{
	struct scene session;

	joined_begin(&session);
	check_status(session.keeper, "Name:\tnsjail-keeper\n");
	check_status(session.keeper, "CapPrm:\t0000000000000000\n");
	check_status(session.keeper, "CapEff:\t0000000000000000\n");
	check_status(session.keeper, "NoNewPrivs:\t1\n");
}

/* Its entry stays, but nobody listens: the next sweep takes it. */
static void a_killed_keeper_leaves_an_entry_to_be_swept(void)
{
	struct scene session;

	joined_begin(&session);
	check_number(kill(session.keeper, SIGKILL), 0);
	check(is_readable(session.keeper_pidfd, FIXTURE_WAIT));
	check(is_there(AT_FDCWD, ENTRY));
	check_number(jail_entries_sweep(), 1);
	check(!is_there(AT_FDCWD, ENTRY));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(closed_ends_it),
		fixture_test(closed_before_joined_ends_it),
		fixture_test(the_callers_death_ends_it),
		fixture_test(the_callers_death_before_joined_ends_it),
		fixture_test(inits_death_ends_it),
		fixture_test(sigterm_ends_it),
		fixture_test(sigterm_ends_one_that_lingers),
		fixture_test(who_closes_while_init_waits_for_him_is_let_go),
		fixture_test(end_of_file_before_joined_ends_it),
		fixture_test(end_of_file_after_joined_means_nothing),
		fixture_test(garbage_before_joined_ends_it),
		fixture_test(garbage_after_joined_means_nothing),
		fixture_test(a_flood_of_words_means_nothing),
		fixture_test(the_keeper_is_powerless),
		fixture_test(a_killed_keeper_leaves_an_entry_to_be_swept),
	};
	static const struct CMUnitTest long_tests[] = {
		fixture_test(a_caller_that_never_joins_is_given_up),
	};
	int failures = cmocka_run_group_tests(tests, NULL, NULL);

	if (getenv("LONG") != NULL)
		failures += cmocka_run_group_tests(long_tests, NULL, NULL);
	return failures;
}
