/* SPDX-License-Identifier: BSD-3-Clause */
/* Which logins a keeper lets in by itself: those that its plan was made for, and no other. */
#include "keeper/keeper.h"
#include "keeper/keeper_login.h"
#include "keeper/keeper_run.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>

#include "fixture.h"
#include "shared/cleanup.h"
#include "shared/entry_socket.h"

#define NAME "54321-dddddddddddddddd"

/* The strings of a request are its owner's to change. */
#define TEXT(value) ((char[]){ value })

static struct request_group groups[] = { { 54321, TEXT("user") },
					 { 77, TEXT("project") },
					 { 78, TEXT("more") } };

static const struct request known = {
	.session_id = 0xabc,
	.uid = 54321,
	.gid = 54321,
	.config_path = TEXT("/etc/security/nsjail.conf"),
	.user = TEXT("user"),
	.gecos = TEXT("A User"),
	.home = TEXT("/home/user"),
	.shell = TEXT("/bin/sh"),
	.service = TEXT("sshd"),
	.tty = TEXT("ssh"),
	.rhost = TEXT("host"),
	.sources = { { 1, 2, 3, 4, 5 }, { 6, 7, 8, 9, 10 } },
	.group_count = 2,
	.groups = groups,
};

struct scene {
	struct fixture_jail jail;
	struct jail_entry entry;
	pid_t keeper;
	int keeper_pidfd;
};

static pid_t waiter_start(void)
{
	pid_t child = fork();

	while (child == 0)
		(void)pause();
	check(child > 0);
	return child;
}

/* What the keeper is besides one that knows the login. */
enum kind { KNOWS, KNOWS_NOTHING, HAS_LIMITS, IS_SESSIONS };

static const char *gold; /* a profile's file, or NULL */

static void profile_give(struct keeper *keeper)
{
	struct file_stamp stamp;

	if (gold == NULL)
		return;
	check_number(file_stamp_look(&stamp, gold), 0);
	check_number(profile_stamps_add(&keeper->profiles, gold, &stamp), 0);
}

static void origin_give(struct keeper *keeper, enum kind kind)
{
	const struct plan_sources nothing = { 0 };
	struct plan_origin origin;

	profile_give(keeper);

	check_number(plan_origin_make(&origin, kind == KNOWS_NOTHING ? &nothing : &known.sources,
				      &keeper->profiles, &known),
		     0);
	keeper_login_came(keeper, &origin, "su");
	keeper_login_came(keeper, &origin, "login");
	keeper_login_came(keeper, &origin, known.service);
	keeper->is_shared = kind != IS_SESSIONS;
	if (kind == HAS_LIMITS)
		keeper->cgroup.holds_callers = true;
}

_Noreturn static void be_keeper(struct scene *scene, enum kind kind, int result_fd)
{
	const struct session_label label = { 0xbeef, "sshd", "", "" };
	struct keeper keeper;
	int ends[2];

	keeper_init(&keeper);
	keeper.init.pid = waiter_start();
	keeper.init.pidfd = pidfd_open(keeper.init.pid, 0);
	keeper.linger = LINGER_FOREVER;
	keeper.verdict = (struct verdict){ .outcome = VERDICT_JAILED, .bounding_set = 42 };
	origin_give(&keeper, kind);
	check_number(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
	check_number(jail_entry_open(&keeper.entry, NAME, &scene->jail.report), 0);
	check_number(keeper_prepare(&keeper, &label, ends[1], pidfd_open(getpid(), 0)), 0);
	check_number(jail_entry_publish(&keeper.entry, 0xbeef, &scene->jail.report), 0);
	check_number(jail_entry_lead(&keeper.entry), 0);
	check_number(write(result_fd, "", 1), 1);
	keeper_run(&keeper);
	_exit(0);
}

static void scene_begin(struct scene *scene, enum kind kind)
{
	int result[2];
	char byte;

	tmpfs_over("/run");
	fixture_jail_make(&scene->jail);
	check_number(pipe2(result, O_CLOEXEC), 0);
	scene->keeper = fork();
	if (scene->keeper == 0)
		be_keeper(scene, kind, result[1]);
	check_number(read(result[0], &byte, 1), 1);
	scene->keeper_pidfd = pidfd_open(scene->keeper, 0);
	check_number(jail_entry_open(&scene->entry, NAME, &scene->jail.report), 0);
}

static int keeper_connect(const struct scene *scene)
{
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	char path[ENTRY_SOCKET_LEADING_MAX];
	struct sockaddr_un address;

	entry_socket_leading_path(path, 54321);
	check_number(entry_socket_address(&address, scene->entry.state_fd, path), 0);
	check_number(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

/* The verdict's outcome, or -1 if the keeper hangs up. The descriptor is init's, or NO_FD. */
static int hear(int socket_fd, int *ret_fd)
{
	struct verdict verdict = { 0 };
	uint8_t buffer[8192];
	int fds[MESSAGE_FDS_MAX];
	ssize_t length = message_receive(socket_fd, buffer, sizeof(buffer), fds,
					 boottime_ms() + FIXTURE_WAIT);

	*ret_fd = NO_FD;
	check(length >= 0 || length == -ECONNRESET);
	if (length <= 0)
		return -1;
	check_number(verdict_decode(&verdict, buffer, (size_t)length), 0);
	*ret_fd = fds[0];
	return (int)verdict.outcome;
}

static int say(const struct scene *scene, const struct request *request, const int *fds,
	       size_t count)
{
	uint8_t message[4096];
	ssize_t length = request_encode(request, message, sizeof(message));
	int socket_fd = keeper_connect(scene);

	check(length > 0);
	check_number(message_send(socket_fd, message, (size_t)length, fds, count), 0);
	return socket_fd;
}

/* What a login of this process comes to. */
static int login(const struct scene *scene, const struct request *request)
{
	_cleanup_close_ int pidfd = pidfd_open(getpid(), 0);
	_cleanup_close_ int socket_fd = say(scene, request, &pidfd, 1);
	_cleanup_close_ int init_fd = NO_FD;
	int outcome = hear(socket_fd, &init_fd);

	check((outcome == VERDICT_JAILED) == (init_fd >= 0));
	return outcome;
}

static void check_goes_on(const struct scene *scene)
{
	check(!is_readable(scene->keeper_pidfd, 0));
	check_number(login(scene, &known), VERDICT_JAILED);
}

static void the_login_that_it_knows_comes_in(void)
{
	struct request request = known;
	struct scene scene;

	scene_begin(&scene, KNOWS);
	for (int i = 0; i < 50; i++)
		check_number(login(&scene, &known), VERDICT_JAILED);
	request.session_id = 1;
	request.is_debug = request.leads_terminal = true;
	request.service = TEXT("su");
	request.tty = TEXT("tty1");
	request.rhost = TEXT("");
	check_number(login(&scene, &request), VERDICT_JAILED);
	/* Name services promise no order. */
	request.groups = (struct request_group[]){ groups[1], groups[0] };
	check_number(login(&scene, &request), VERDICT_JAILED);
}

static void a_question_is_answered_and_an_audit_is_not(void)
{
	struct request request = known;
	struct scene scene;

	scene_begin(&scene, KNOWS);
	request.is_query = true;
	check_number(login(&scene, &request), VERDICT_COVERED);
	request.is_audit = true;
	check_number(login(&scene, &request), -1);
	request.is_query = false;
	check_number(login(&scene, &request), -1);
	check_goes_on(&scene);
}

/* Whether the plan lets it in, the helper knows. */
static void another_service_is_sent_away(void)
{
	struct request request = known;
	struct scene scene;

	scene_begin(&scene, KNOWS);
	request.service = TEXT("video");
	check_number(login(&scene, &request), -1);
	request.service = TEXT("sshd su");
	check_number(login(&scene, &request), -1);
	request.service = TEXT("ssh");
	check_number(login(&scene, &request), -1);
	request.service = TEXT("");
	check_number(login(&scene, &request), -1);
	request.is_query = true;
	check_number(login(&scene, &request), VERDICT_COVERED);
	check_goes_on(&scene);
}

/* It brings a terminal, which only the helper gives to a jail. */
static void login_of_a_console_is_sent_away(void)
{
	struct request request = known;
	struct scene scene;

	scene_begin(&scene, KNOWS);
	request.service = TEXT("login");
	check_number(login(&scene, &request), -1);
	request.is_query = true;
	check_number(login(&scene, &request), VERDICT_COVERED);
	check_goes_on(&scene);
}

static void another_account_is_sent_away(void)
{
	struct request changed[11];
	struct scene scene;
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_SIZE(changed); i++)
		changed[i] = known;
	changed[count++].uid++;
	changed[count++].gid++;
	changed[count++].user = TEXT("usher");
	changed[count++].home = TEXT("/home/user/");
	changed[count++].shell = TEXT("/bin/bash");
	changed[count++].config_path = TEXT("/etc/security/other.conf");
	changed[count++].config_path = TEXT("/etc/security//nsjail.conf");
	changed[count++].group_count = 1;
	changed[count++].group_count = 3;
	changed[count++].groups = (struct request_group[]){ groups[0], { 77, TEXT("other") } };
	changed[count++].groups = (struct request_group[]){ groups[0], { 79, TEXT("project") } };
	scene_begin(&scene, KNOWS);
	for (size_t i = 0; i < count; i++)
		check_number(login(&scene, &changed[i]), -1);
	check_goes_on(&scene);
}

static void other_files_are_sent_away(void)
{
	uint64_t fields[sizeof(struct plan_sources) / sizeof(uint64_t)];
	struct scene scene;

	scene_begin(&scene, KNOWS);
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		struct request request = known;

		memcpy(fields, &known.sources, sizeof(fields));
		fields[i]++;
		memcpy(&request.sources, fields, sizeof(fields));
		check_number(login(&scene, &request), -1);
	}
	check_goes_on(&scene);
}

/* Only the files that a keeper knows can be looked at by it. */
static void other_profiles_are_not_learned(void)
{
	struct keeper keeper;
	struct plan_origin origin;

	keeper_init(&keeper);
	origin_give(&keeper, KNOWS);
	origin = keeper.origin;
	origin.sources.main_file.inode++;
	keeper_login_joined(&keeper, &origin, "cron");
	check_number(keeper.origin.sources.main_file.inode, origin.sources.main_file.inode);
	origin.sources.main_file.inode++;
	(void)strcpy(origin.profiles, "another sum");
	keeper_login_joined(&keeper, &origin, "cron");
	check_number(keeper.origin.sources.main_file.inode, origin.sources.main_file.inode - 1);
}

static void changed_profiles_are_sent_away(void)
{
	const char *path = FIXTURE_DIRECTORY "/gold.conf";
	struct scene scene;

	file_make(path, "[profile gold]\n", 0644);
	gold = path;
	scene_begin(&scene, KNOWS);
	check_goes_on(&scene);
	file_make(path, "[profile gold]\nsysfs = yes\n", 0644);
	check_number(login(&scene, &known), -1);
	check_number(unlink(path), 0);
	check_number(login(&scene, &known), -1);
	gold = NULL;
}

static void nothing_is_not_the_same_as_nothing(void)
{
	struct request request = known;
	struct scene scene;

	request.sources = (struct plan_sources){ 0 };
	scene_begin(&scene, KNOWS_NOTHING);
	check_number(login(&scene, &request), -1);
	check_number(login(&scene, &known), -1);
}

static void limits_need_the_helper(void)
{
	struct scene scene;

	scene_begin(&scene, HAS_LIMITS);
	check_number(login(&scene, &known), -1);
}

static void a_jail_of_one_session_lets_nobody_in(void)
{
	struct scene scene;

	scene_begin(&scene, IS_SESSIONS);
	check_number(login(&scene, &known), -1);
}

/* A process that hands in the pidfd of another one, none, or something else. */
static void the_session_is_for_whoever_asks(void)
{
	const int others[] = { pidfd_open(waiter_start(), 0), open("/dev/null", O_RDWR | O_CLOEXEC),
			       NO_FD };
	struct scene scene;

	scene_begin(&scene, KNOWS);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		int socket_fd = say(&scene, &known, &others[i], others[i] >= 0);
		int init_fd;

		check_number(hear(socket_fd, &init_fd), -1);
		(void)close(socket_fd);
	}
	check_goes_on(&scene);
}

static void half_a_request_is_none(void)
{
	_cleanup_close_ int pidfd = pidfd_open(getpid(), 0);
	uint8_t message[4096];
	ssize_t length = request_encode(&known, message, sizeof(message));
	struct scene scene;

	scene_begin(&scene, KNOWS);
	for (size_t i = 8; i < (size_t)length; i += 7) {
		_cleanup_close_ int socket_fd = keeper_connect(&scene);
		int init_fd;

		check_number(message_send(socket_fd, message, i, &pidfd, 1), 0);
		check_number(hear(socket_fd, &init_fd), -1);
	}
	check_goes_on(&scene);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(the_login_that_it_knows_comes_in),
		fixture_test(a_question_is_answered_and_an_audit_is_not),
		fixture_test(another_service_is_sent_away),
		fixture_test(login_of_a_console_is_sent_away),
		fixture_test(another_account_is_sent_away),
		fixture_test(other_files_are_sent_away),
		fixture_test(other_profiles_are_not_learned),
		fixture_test(changed_profiles_are_sent_away),
		fixture_test(nothing_is_not_the_same_as_nothing),
		fixture_test(limits_need_the_helper),
		fixture_test(a_jail_of_one_session_lets_nobody_in),
		fixture_test(the_session_is_for_whoever_asks),
		fixture_test(half_a_request_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
