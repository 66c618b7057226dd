/* SPDX-License-Identifier: BSD-3-Clause */
/* A keeper of several sessions, as those hear it who come in through its socket, and those who stay
 * out. */
#include "keeper/keeper.h"
#include "keeper/keeper_run.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>

#include "fixture.h"
#include "keeper/join.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "shared/entry_socket.h"
#include "shared/patience.h"

#define NAME	"54321-dddddddddddddddd"
#define ENTRY	STATE_DIR "/jails/" NAME
#define DEV	FIXTURE_DIRECTORY "/dev"
#define A_WHILE 300 /* milliseconds in which what should not happen could happen */

/* One session, from the module's side. */
struct visitor {
	int socket_fd;
	int far_end; /* until it is handed over */
	pid_t caller;
	int caller_pidfd;
};

struct scene {
	struct fixture_jail jail;
	struct jail_entry entry; /* its directories, for those who connect */
	struct visitor first;
	pid_t keeper;
	int keeper_pidfd;
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

static struct visitor visitor_make(void)
{
	struct visitor visitor;
	int sockets[2];

	check_number(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets), 0);
	visitor.socket_fd = sockets[0];
	visitor.far_end = sockets[1];
	visitor.caller = waiter_start();
	visitor.caller_pidfd = pidfd_open(visitor.caller, 0);
	return visitor;
}

_Noreturn static void be_keeper(struct scene *scene, bool is_shared, uint64_t linger, int result_fd)
{
	struct session_label label = session_label_make(&scene->jail.request);
	struct keeper keeper;

	keeper_init(&keeper);
	keeper.init.pid = waiter_start();
	keeper.init.pidfd = pidfd_open(keeper.init.pid, 0);
	keeper.init.devices_fd = open(DEV, O_PATH | O_DIRECTORY | O_CLOEXEC);
	keeper.is_shared = is_shared;
	keeper.linger = linger;
	keeper.uid = scene->jail.request.uid;
	keeper.verdict = (struct verdict){ .outcome = VERDICT_JAILED, .bounding_set = 42 };
	(void)snprintf(keeper.user, sizeof(keeper.user), "%s", scene->jail.request.user);
	(void)memset(keeper.digest, 'd', sizeof(keeper.digest) - 1);
	check_number(jail_entry_open(&keeper.entry, NAME, &scene->jail.report), 0);
	check_number(
		keeper_prepare(&keeper, &label, scene->first.far_end, scene->first.caller_pidfd),
		0);
	(void)close(scene->first.socket_fd);
	check_number(jail_entry_publish(&keeper.entry, 0xbeef, &scene->jail.report), 0);
	check_number(write(result_fd, &keeper.init.pid, sizeof(pid_t)), sizeof(pid_t));
	keeper_run(&keeper);
	_exit(0);
}

static void say(int socket_fd, enum message_type word)
{
	uint8_t message[64];
	ssize_t length = word_encode(word, message, sizeof(message));

	check(length > 0);
	check_number(message_send(socket_fd, message, (size_t)length, NULL, 0), 0);
}

/* The keeper runs, and its first session has joined. */
static void scene_begin(struct scene *scene, bool is_shared, uint64_t linger)
{
	int result[2];
	pid_t init;

	tmpfs_over("/run");
	fixture_jail_make(&scene->jail);
	tmpfs_over(DEV);
	scene->first = visitor_make();
	check_number(pipe2(result, O_CLOEXEC), 0);
	scene->keeper = fork();
	if (scene->keeper == 0)
		be_keeper(scene, is_shared, linger, result[1]);
	(void)close(scene->first.far_end);
	check_number(read(result[0], &init, sizeof(init)), sizeof(init));
	scene->keeper_pidfd = pidfd_open(scene->keeper, 0);
	scene->init_pidfd = pidfd_open(init, 0);
	check_number(jail_entry_open(&scene->entry, NAME, &scene->jail.report), 0);
	say(scene->first.socket_fd, MESSAGE_JOINED);
}

static int join_at(struct scene *scene, struct visitor *visitor, char digest, const char *terminal)
{
	struct control_join join = { .label = { 0xabc, "sshd", "ssh", "host with blank" } };
	const struct patience patience = { .hang_ms = FIXTURE_WAIT,
					   .end_ms = boottime_ms() + FIXTURE_WAIT };
	int outcome;

	(void)memset(join.digest, digest, sizeof(join.digest) - 1);
	(void)snprintf(join.terminal, sizeof(join.terminal), "%s", terminal);
	outcome = join_try(&scene->entry, &join,
			   &(struct join_caller){ visitor->far_end, visitor->caller_pidfd, NO_FD },
			   &patience, &scene->jail.report);
	(void)close(visitor->far_end);
	return outcome;
}

static int join_as(struct scene *scene, struct visitor *visitor, char digest)
{
	return join_at(scene, visitor, digest, "");
}

static void check_verdict(const struct visitor *visitor)
{
	struct verdict verdict;
	uint8_t buffer[8192];
	int fds[MESSAGE_FDS_MAX];
	ssize_t length = message_receive(visitor->socket_fd, buffer, sizeof(buffer), fds,
					 boottime_ms() + FIXTURE_WAIT);

	check(length > 0);
	check_number(verdict_decode(&verdict, buffer, (size_t)length), 0);
	check_number(verdict.outcome, VERDICT_JAILED);
	check_number(verdict.bounding_set, 42);
	check_number(pidfd_send_signal(fds[0], 0, NULL, 0), 0);
	(void)close(fds[0]);
}

static struct visitor visitor_join(struct scene *scene)
{
	struct visitor visitor = visitor_make();

	check_number(join_as(scene, &visitor, 'd'), JOIN_DONE);
	check_verdict(&visitor);
	say(visitor.socket_fd, MESSAGE_JOINED);
	return visitor;
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
}

static void the_last_session_ends_it(void)
{
	struct scene scene;
	struct visitor second;

	scene_begin(&scene, true, 0);
	second = visitor_join(&scene);
	say(scene.first.socket_fd, MESSAGE_CLOSED);
	check_goes_on(&scene);
	say(second.socket_fd, MESSAGE_CLOSED);
	check_over(&scene);
}

static void a_callers_death_ends_its_session_alone(void)
{
	struct scene scene;
	struct visitor second;

	scene_begin(&scene, true, 0);
	second = visitor_join(&scene);
	check_number(kill(second.caller, SIGKILL), 0);
	check_goes_on(&scene);
	check_number(kill(scene.first.caller, SIGKILL), 0);
	check_over(&scene);
}

static void many_come_and_go(void)
{
	struct scene scene;
	struct visitor visitors[100];

	scene_begin(&scene, true, 0);
	for (size_t i = 0; i < ARRAY_SIZE(visitors); i++)
		visitors[i] = visitor_join(&scene);
	say(scene.first.socket_fd, MESSAGE_CLOSED);
	for (size_t i = 1; i < ARRAY_SIZE(visitors); i++)
		say(visitors[i].socket_fd, MESSAGE_CLOSED);
	check_goes_on(&scene);
	say(visitors[0].socket_fd, MESSAGE_CLOSED);
	check_over(&scene);
}

static void another_plan_is_not_let_in(void)
{
	struct scene scene;
	struct visitor second;

	scene_begin(&scene, true, 0);
	second = visitor_make();
	check(join_as(&scene, &second, 'e') < 0);
	check_text(scene.jail.report.text, "the jail has another plan");
	say(scene.first.socket_fd, MESSAGE_CLOSED);
	check_over(&scene);
}

static void a_jail_of_one_session_lets_nobody_in(void)
{
	struct scene scene;
	struct visitor second;

	scene_begin(&scene, false, 0);
	second = visitor_make();
	check(join_as(&scene, &second, 'd') < 0);
	check_text(scene.jail.report.text, "the jail is one session's");
	check_goes_on(&scene);
}

/* As a helper does it: in the directory that the keeper hands out. */
static void terminal_make(struct scene *scene, const char *name)
{
	const struct patience patience = { .hang_ms = FIXTURE_WAIT,
					   .end_ms = boottime_ms() + FIXTURE_WAIT };
	struct terminal terminal = { .device = makedev(4, 73) };
	_cleanup_close_ int fd = NO_FD;

	(void)snprintf(terminal.name, sizeof(terminal.name), "%s", name);
	check_number(join_devices_open(&scene->entry, &patience, &fd, &scene->jail.report), 0);
	check(fd >= 0);
	check_number(terminal_node_make(fd, &terminal, FIXTURE_UID), 0);
}

static unsigned int mode_of(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 ? status.st_mode : 0;
}

static struct visitor visitor_join_at(struct scene *scene, const char *terminal)
{
	struct visitor visitor = visitor_make();

	check_number(join_at(scene, &visitor, 'd', terminal), JOIN_DONE);
	check_verdict(&visitor);
	say(visitor.socket_fd, MESSAGE_JOINED);
	return visitor;
}

static void a_terminal_goes_with_its_session(void)
{
	struct scene scene;
	struct visitor second, third;

	scene_begin(&scene, true, 0);
	terminal_make(&scene, "ttyS1");
	check_number(mode_of(DEV "/ttyS1"), S_IFCHR);
	second = visitor_join_at(&scene, "ttyS1");
	check_number(mode_of(DEV "/ttyS1"), S_IFCHR | 0660);
	terminal_make(&scene, "ttyS2");
	third = visitor_join_at(&scene, "ttyS2");
	check_number(mode_of(DEV "/ttyS2"), S_IFCHR | 0660);
	say(second.socket_fd, MESSAGE_CLOSED);
	check_goes_on(&scene);
	check(!is_there(AT_FDCWD, DEV "/ttyS1"));
	check_number(mode_of(DEV "/ttyS2"), S_IFCHR | 0660);
	/* And with the caller's death. */
	check_number(kill(third.caller, SIGKILL), 0);
	check_goes_on(&scene);
	check(!is_there(AT_FDCWD, DEV "/ttyS2"));
	say(scene.first.socket_fd, MESSAGE_CLOSED);
	check_over(&scene);
}

static void a_terminal_that_nobody_made_is_refused(void)
{
	static const char *const names[] = { "ttyS1", "../rootfs/dev", "null" };
	struct scene scene;

	scene_begin(&scene, true, 0);
	check_number(mknod(DEV "/null", S_IFCHR | 0600, makedev(1, 3)), 0);
	check_number(chmod(DEV "/null", 0666), 0);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct visitor second = visitor_make();
		struct report report = { .socket_fd = NO_FD };

		scene.jail.report = report;
		check(join_at(&scene, &second, 'd', names[i]) < 0);
		check_text(scene.jail.report.text, "in the jail's /dev");
	}
	check_number(mode_of(DEV "/null"), S_IFCHR | 0666);
	check_goes_on(&scene);
}

/* In each of the three places of a joiner's descriptors, and then all that is right. */
static void descriptors_of_another_kind_are_not_let_in(void)
{
	static const char *const files[] = { "/proc/self/exe", "/dev/null", "/",
					     "/proc/self/ns/pid" };
	struct control_join join = { .label = { 0xabc, "sshd", "ssh", "" } };
	struct scene scene;
	struct visitor second;

	scene_begin(&scene, true, 0);
	second = visitor_make();
	(void)memset(join.digest, 'd', sizeof(join.digest) - 1);
	for (size_t i = 0; i < 3 * ARRAY_SIZE(files); i++) {
		int fd = open(files[i / 3], O_PATH | O_CLOEXEC);
		struct join_caller caller = { i % 3 == 0 ? fd : second.far_end,
					      i % 3 == 1 ? fd : second.caller_pidfd,
					      i % 3 == 2 ? fd : NO_FD };
		const struct patience patience = { .hang_ms = FIXTURE_WAIT,
						   .end_ms = boottime_ms() + FIXTURE_WAIT };
		struct report report = { .socket_fd = NO_FD };

		check(join_try(&scene.entry, &join, &caller, &patience, &report) < 0);
		check_text(report.text, "the request to join has a wrong descriptor");
		(void)close(fd);
	}
	check_number(join_as(&scene, &second, 'd'), JOIN_DONE);
	check_verdict(&second);
}

static void a_session_that_is_given_up_before_it_joined_does_not_count(void)
{
	struct scene scene;
	struct visitor second;

	scene_begin(&scene, true, 0);
	second = visitor_make();
	check_number(join_as(&scene, &second, 'd'), JOIN_DONE);
	say(scene.first.socket_fd, MESSAGE_CLOSED);
	check_goes_on(&scene);
	check_number(close(second.socket_fd), 0);
	check_over(&scene);
}

static void it_lingers_as_long_as_told(void)
{
	struct scene scene;
	struct visitor second;
	int64_t begin;

	scene_begin(&scene, true, 1);
	say(scene.first.socket_fd, MESSAGE_CLOSED);
	check(!is_readable(scene.keeper_pidfd, 700));
	second = visitor_join(&scene);
	check(!is_readable(scene.keeper_pidfd, 700));
	say(second.socket_fd, MESSAGE_CLOSED);
	begin = boottime_ms();
	check_over(&scene);
	check(boottime_ms() - begin >= 900 && boottime_ms() - begin < 2500);
}

static void it_lingers_for_ever(void)
{
	struct scene scene;

	scene_begin(&scene, true, LINGER_FOREVER);
	say(scene.first.socket_fd, MESSAGE_CLOSED);
	check_goes_on(&scene);
	(void)visitor_join(&scene);
	check_goes_on(&scene);
}

static void a_jail_that_nobody_was_in_does_not_linger(void)
{
	struct scene scene = { .keeper = -1 };
	int result[2];

	tmpfs_over("/run");
	fixture_jail_make(&scene.jail);
	scene.first = visitor_make();
	check_number(pipe2(result, O_CLOEXEC), 0);
	scene.keeper = fork();
	if (scene.keeper == 0)
		be_keeper(&scene, true, LINGER_FOREVER, result[1]);
	(void)close(scene.first.far_end);
	(void)close(scene.first.socket_fd);
	scene.keeper_pidfd = pidfd_open(scene.keeper, 0);
	check(is_readable(scene.keeper_pidfd, FIXTURE_WAIT));
	check(!is_there(AT_FDCWD, ENTRY));
}

static int client_connect(const struct scene *scene)
{
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	struct sockaddr_un address;

	check_number(entry_socket_address(&address, scene->entry.directory_fd, NAME), 0);
	check_number(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

static void client_say(int fd, enum control_type word)
{
	uint8_t message[64];
	ssize_t length = control_word_encode(word, message, sizeof(message));

	check_number(message_send(fd, message, (size_t)length, NULL, 0), 0);
}

static ssize_t client_hear(int fd, uint8_t *buffer, size_t size)
{
	int fds[MESSAGE_FDS_MAX];

	return message_receive(fd, buffer, size, fds, boottime_ms() + FIXTURE_WAIT);
}

static void the_list_tells_who_is_in(void)
{
	static uint8_t buffer[MESSAGE_MAX];
	struct scene scene;
	struct control_text text;
	ssize_t length;
	int fd;

	scene_begin(&scene, true, 90);
	(void)visitor_join(&scene);
	fd = client_connect(&scene);
	client_say(fd, CONTROL_LIST);
	length = client_hear(fd, buffer, sizeof(buffer));
	check(length > 0);
	check_number(control_text_decode(&text, buffer, (size_t)length), 0);
	check_text(text.text, "user = tenant\nuid = 54321\nscope = user\nstate = up\ninit = ");
	check_text(text.text, "\nlinger = 90\n");
	check_text(text.text, "\nsession = 0000beef joined sshd ssh 192.0.2.1 0\n");
	check_text(text.text, "\nsession = 00000abc joined sshd ssh host?with?blank 0\n");
	check_text(text.text, "\nsessions = 2\n");
	check_number(client_hear(fd, buffer, sizeof(buffer)), 0);
	check_goes_on(&scene);
}

static void a_kill_is_answered_and_done(void)
{
	struct scene scene;
	struct control_answer answer;
	uint8_t buffer[1024];
	ssize_t length;
	int fd;

	scene_begin(&scene, true, LINGER_FOREVER);
	fd = client_connect(&scene);
	client_say(fd, CONTROL_KILL);
	length = client_hear(fd, buffer, sizeof(buffer));
	check(length > 0);
	check_number(control_answer_decode(&answer, buffer, (size_t)length), 0);
	check_number(answer.outcome, CONTROL_DONE);
	check_number(client_hear(fd, buffer, sizeof(buffer)), 0);
	check(!is_there(AT_FDCWD, ENTRY));
	check_over(&scene);
}

/* With the right to pass any directory, as if the modes of ours did not keep him out. */
static void be_a_stranger(struct fixture_jail *jail)
{
	cap_t passing = cap_from_text("cap_dac_override=ep");
	struct scene *scene = (struct scene *)(void *)jail;
	uint8_t buffer[1024], message[64];
	ssize_t length = control_word_encode(CONTROL_KILL, message, sizeof(message));
	int fd;

	check_number(prctl(PR_SET_KEEPCAPS, 1), 0);
	check_number(setresuid(FIXTURE_UID, FIXTURE_UID, FIXTURE_UID), 0);
	check_number(cap_set_proc(passing), 0);
	fd = client_connect(scene);
	/* The connection may be closed already. */
	(void)message_send(fd, message, (size_t)length, NULL, 0);
	check(client_hear(fd, buffer, sizeof(buffer)) <= 0);
}

static void nobody_but_root_is_heard(void)
{
	struct scene scene;

	_Static_assert(offsetof(struct scene, jail) == 0, "be_a_stranger gets the scene");
	scene_begin(&scene, true, 0);
	check_in_child(be_a_stranger, &scene.jail);
	check_goes_on(&scene);
}

static void garbage_is_not_answered(void)
{
	struct scene scene;
	uint8_t buffer[1024];
	int fd;

	scene_begin(&scene, true, 0);
	fd = client_connect(&scene);
	check_number(send(fd, "garbage", 7, 0), 7);
	check(client_hear(fd, buffer, sizeof(buffer)) <= 0);
	fd = client_connect(&scene);
	client_say(fd, CONTROL_JOIN);
	check(client_hear(fd, buffer, sizeof(buffer)) <= 0);
	check_goes_on(&scene);
	(void)visitor_join(&scene);
}

/* More of them than the keeper has places: whoever comes then waits for their deadline. */
static void silent_clients_lose_their_place(void)
{
	struct scene scene;

	scene_begin(&scene, true, 0);
	for (int i = 0; i < 2 * KEEPER_CLIENTS_MAX; i++)
		(void)client_connect(&scene);
	(void)visitor_join(&scene);
	check_goes_on(&scene);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(the_last_session_ends_it),
		fixture_test(a_callers_death_ends_its_session_alone),
		fixture_test(many_come_and_go),
		fixture_test(a_terminal_goes_with_its_session),
		fixture_test(a_terminal_that_nobody_made_is_refused),
		fixture_test(another_plan_is_not_let_in),
		fixture_test(descriptors_of_another_kind_are_not_let_in),
		fixture_test(a_jail_of_one_session_lets_nobody_in),
		fixture_test(a_session_that_is_given_up_before_it_joined_does_not_count),
		fixture_test(it_lingers_as_long_as_told),
		fixture_test(it_lingers_for_ever),
		fixture_test(a_jail_that_nobody_was_in_does_not_linger),
		fixture_test(the_list_tells_who_is_in),
		fixture_test(a_kill_is_answered_and_done),
		fixture_test(nobody_but_root_is_heard),
		fixture_test(garbage_is_not_answered),
		fixture_test(silent_clients_lose_their_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
