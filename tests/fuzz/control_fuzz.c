/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A keeper's socket: clients and the modules of sessions say what they like, with any descriptors.
 * An input is a number of words: who speaks, how many descriptors go along and of which kinds, the
 * length in two bytes, the bytes. What the keeper answers is read as the administrator's tool reads
 * it.
 */
#include "fuzz.h"
#include "message_input.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ctl/list/keeper_text.h"
#include "ctl/list/keepers.h"
#include "keeper/control.h"
#include "keeper/keeper.h"
#include "keeper/keeper_clients.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "shared/message.h"

#define WORDS_MAX     12
#define FDS_LOOKED_AT 128

static uint8_t buffer[MESSAGE_MAX];

static int no_directory_fd, process_fd, null_fd, path_fd;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	char name[] = "/tmp/control_fuzz.XXXXXX";

	(void)argc;
	(void)argv;
	expect(mkdtemp(name) != NULL);
	no_directory_fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	expect(rmdir(name) == 0);
	process_fd = pidfd_open(getpid(), 0);
	null_fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	path_fd = open("/", O_PATH | O_CLOEXEC);
	expect(no_directory_fd >= 0 && process_fd >= 0 && null_fd >= 0 && path_fd >= 0);
	return 0;
}

/* A login that inputs can know. */
static void origin_fill(struct plan_origin *origin)
{
	static char config_path[] = "/c", user[] = "alice", home[] = "/h", shell[] = "/s";
	static char gecos[] = "";
	struct request_group group = { 1001, user };
	const struct profile_stamps none = { 0 };
	const struct request request = {
		.uid = 1001,
		.gid = 1001,
		.config_path = config_path,
		.user = user,
		.gecos = gecos,
		.home = home,
		.shell = shell,
		.sources = { { 1, 2, 3, 4, 5 }, { 6, 7, 8, 9, 10 } },
		.group_count = 1,
		.groups = &group,
	};

	expect(plan_origin_make(origin, &request.sources, &none, &request) == 0);
}

/* A digest that inputs can know. */
static void keeper_fill(struct keeper *keeper, uint8_t choice)
{
	keeper_init(keeper);
	keeper->state = KEEPER_UP;
	keeper->is_shared = (choice & 1) != 0;
	keeper->linger = (choice & 2) != 0 ? LINGER_FOREVER : 60;
	keeper->verdict.outcome = VERDICT_NOT_JAILED; /* so that it needs no pidfd of init */
	(void)memset(keeper->digest, 'd', sizeof(keeper->digest) - 1);
	(void)strcpy(keeper->user, "alice");
	if ((choice & 8) != 0)
		origin_fill(&keeper->origin);
	/* Limits: a directory that nothing can be written in, because its name is gone. */
	if ((choice & 4) != 0)
		keeper->cgroup.directory_fd = fcntl(no_directory_fd, F_DUPFD_CLOEXEC, 0);
}

static void answer_read(const uint8_t *message, size_t length)
{
	struct control_text text = { NULL };
	struct control_answer answer;
	struct kept_jail jail = { .processes = -1 };
	static struct verdict verdict;

	if (control_answer_decode(&answer, message, length) == 0 ||
	    verdict_decode(&verdict, message, length) == 0)
		return;
	expect(control_text_decode(&text, message, length) == 0);
	expect(keeper_text_read(&jail, text.text) == 0);
	expect(strcmp(jail.user, "alice") == 0);
	for (size_t i = 0; i < jail.session_count; i++)
		expect(strlen(jail.sessions[i].id) == 8);
	free(jail.sessions);
	free(text.text);
}

static void answers_read(int fd)
{
	int fds[MESSAGE_FDS_MAX];
	ssize_t length;

	while ((length = message_receive(fd, buffer, sizeof(buffer), fds, 0)) > 0) {
		/* The process of a session that was asked for, and nothing else. */
		cleanup_close(&fds[0]);
		expect(fds[1] < 0);
		answer_read(buffer, (size_t)length);
	}
}

/* One end stays with us, the other is what the keeper has accepted. */
static int client_connect(struct keeper *keeper)
{
	int sockets[2];

	expect(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) == 0);
	keeper->clients[0] = (struct keeper_client){
		.fd = sockets[1],
		.deadline_ms = INT64_MAX,
	};
	return sockets[0];
}

/*
 * As many descriptors as wanted. The first is a socket, the second a process and the third another
 * socket, which is no way home; with higher bits each is of another kind.
 */
static void say(int fd, const uint8_t *bytes, size_t length, const int sockets[2], uint8_t how)
{
	const int kinds[MESSAGE_FDS_MAX][4] = {
		{ sockets[0], process_fd, null_fd, path_fd },
		{ process_fd, sockets[1], path_fd, no_directory_fd },
		{ sockets[1], null_fd, no_directory_fd, process_fd },
	};
	size_t count = how % (MESSAGE_FDS_MAX + 1);
	size_t choice = how / (MESSAGE_FDS_MAX + 1);
	int fds[MESSAGE_FDS_MAX];

	for (size_t i = 0; i < MESSAGE_FDS_MAX; i++, choice /= 4)
		fds[i] = kinds[i][choice % 4];
	(void)message_send(fd, bytes, length, fds, count);
}

/* A client's word. The sockets that go along are a module's: far ends go to fds. */
static void client_say(struct keeper *keeper, const uint8_t *bytes, size_t length, uint8_t how)
{
	struct pollfd watched[KEEPER_CLIENTS_POLL_COUNT];
	int fd = client_connect(keeper);
	int given[2];

	expect(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, given) == 0);
	say(fd, bytes, length, given, how);
	(void)close(given[0]);
	(void)close(given[1]);
	keeper_clients_watch(keeper, watched);
	watched[1].revents = POLLIN;
	keeper_clients_serve(keeper, watched);
	answers_read(fd);
	(void)close(fd);
	if (keeper->clients[0].fd >= 0 && keeper->clients[0].is_answered)
		expect(keeper->state == KEEPER_DRAINING);
	cleanup_close(&keeper->clients[0].fd);
	keeper->clients[0].fd = NO_FD;
}

/* Puts a session there whose module says one thing. */
static void module_say(struct keeper *keeper, const uint8_t *bytes, size_t length, uint8_t how)
{
	static const struct session_label label = { 0xbeef, "sshd", "ssh", "192.0.2.1" };
	struct pollfd watched[SESSION_POLL_COUNT * (WORDS_MAX + 1)];
	int sockets[2];
	int pidfd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
	size_t count = keeper->sessions.count;

	expect(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) == 0);
	expect(sessions_add(&keeper->sessions, &label, sockets[1], pidfd) == 0);
	say(sockets[0], bytes, length, sockets, how);
	sessions_watch(&keeper->sessions, watched);
	expect(keeper->sessions.count == count + 1);
	for (size_t i = 0; i < count; i++)
		watched[2 * i].revents = watched[2 * i + 1].revents = 0;
	watched[2 * count].revents = 0;
	watched[2 * count + 1].revents = POLLIN;
	sessions_settle(&keeper->sessions, watched, &keeper->cgroup);
	expect(keeper->sessions.count >= count);
	(void)close(sockets[0]);
}

static void words_say(struct keeper *keeper, struct fuzz_input input)
{
	for (size_t i = 0; i < WORDS_MAX && input.left > 0 && keeper->state == KEEPER_UP; i++) {
		uint8_t how = fuzz_byte(&input);
		size_t length;
		_cleanup_free_ uint8_t *message = fuzz_message(&input, &length);

		if ((how & 0x80) != 0)
			module_say(keeper, message, length, how & 0x7f);
		else
			client_say(keeper, message, length, how & 0x7f);
	}
}

/* How many of the descriptors that an input can come to are open. */
static int open_fds(void)
{
	struct pollfd fds[FDS_LOOKED_AT];
	int count = 0;

	for (int i = 0; i < FDS_LOOKED_AT; i++)
		fds[i] = (struct pollfd){ .fd = i };
	expect(poll(fds, FDS_LOOKED_AT, 0) >= 0);
	for (int i = 0; i < FDS_LOOKED_AT; i++)
		count += (fds[i].revents & POLLNVAL) == 0;
	return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct keeper keeper;
	struct fuzz_input input = { data, size };
	int before = open_fds();

	keeper_fill(&keeper, fuzz_byte(&input));
	words_say(&keeper, input);
	keeper_clients_dismiss(&keeper);
	sessions_clear(&keeper.sessions);
	cgroup_end(&keeper.cgroup);
	expect(open_fds() == before);
	return 0;
}
