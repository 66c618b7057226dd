/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Starts the helper as the module does, and says to it what the module never would. For each row:
 * what it answered, how many lines it had for the log, how it ended, and "late" if that took more
 * than LATE_MS. A request that is whole is the control; with it, "stays" is what a jail does until
 * its module goes. usage: bad_requests HELPER quick|silent
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/cleanup.h"
#include "shared/message.h"
#include "shared/request.h"

#define LATE_MS	 2000
#define PATIENCE 15000
#define STAY_MS	 1000
#define FDS_MAX	 253 /* SCM_MAX_FD of the kernel */

/* What goes along, each in its place. */
enum thing { NOTHING, CALLER, FIRST, DEAD, PLAIN_FILE, DIRECTORY, NAMESPACE, TERMINAL, SOCKET };

static uint8_t message[MESSAGE_MAX + 1];
static size_t whole_length;

struct row {
	const char *name;
	size_t (*change)(long argument); /* of the message; returns its length */
	long argument;
	bool has_terminal;
	enum thing things[MESSAGE_FDS_MAX];
	size_t fd_count; /* if there are more than that */
};

/* How it is said. */
struct channel {
	int type;      /* of the socket */
	bool is_held;  /* the socket stays open behind the verdict */
	bool is_twice; /* said once more at once */
};

static size_t as_it_is(long argument)
{
	(void)argument;
	return whole_length;
}

static size_t cut_to(long length)
{
	return length < 0 ? whole_length + (size_t)length : (size_t)length;
}

static size_t long_by(long more)
{
	return whole_length + (size_t)more;
}

static size_t version_of(long version)
{
	const uint32_t word = (uint32_t)version;

	(void)memcpy(message, &word, sizeof(word));
	return whole_length;
}

static size_t type_of(long type)
{
	const uint32_t word = (uint32_t)type;

	(void)memcpy(message + sizeof(word), &word, sizeof(word));
	return whole_length;
}

/* The length of the first string, which is where its text is not yet. */
static size_t first_length_of(long length)
{
	const uint32_t word = (uint32_t)length;
	uint8_t *text = memmem(message, whole_length, CONFIG_PATH, strlen(CONFIG_PATH));

	(void)memcpy(text - sizeof(word), &word, sizeof(word));
	return whole_length;
}

static size_t first_string_with(long byte)
{
	uint8_t *text = memmem(message, whole_length, CONFIG_PATH, strlen(CONFIG_PATH));

	text[1] = (uint8_t)byte;
	return whole_length;
}

/* Version, type and session's number are before it. */
static size_t first_boolean_of(long value)
{
	message[3 * sizeof(uint32_t)] = (uint8_t)value;
	return whole_length;
}

/* The groups are last: their number, and one of them. */
static size_t groups_of(long count)
{
	const uint32_t word = (uint32_t)count;
	size_t group = 2 * sizeof(word) + strlen("alice");

	(void)memcpy(message + whole_length - group - sizeof(word), &word, sizeof(word));
	return whole_length;
}

static size_t noise(long length)
{
	uint32_t state = 12345;

	for (long i = 0; i < length; i++) {
		state = state * 1664525 + 1013904223;
		message[i] = (uint8_t)(state >> 24);
	}
	return (size_t)length;
}

#define WHOLE                \
	{                    \
		CALLER, 0, 0 \
	}
static const struct row rows[] = {
	{ "whole", as_it_is, 0, false, WHOLE, 0 },
	{ "no bytes", cut_to, 0, false, WHOLE, 0 },
	{ "1 byte", cut_to, 1, false, WHOLE, 0 },
	{ "version alone", cut_to, 4, false, WHOLE, 0 },
	{ "head alone", cut_to, 8, false, WHOLE, 0 },
	{ "half a number", cut_to, 10, false, WHOLE, 0 },
	{ "half", cut_to, 60, false, WHOLE, 0 },
	{ "a byte too few", cut_to, -1, false, WHOLE, 0 },
	{ "a byte too many", long_by, 1, false, WHOLE, 0 },
	{ "64 KiB too many", long_by, 65536, false, WHOLE, 0 },
	{ "larger than any", cut_to, MESSAGE_MAX + 1, false, WHOLE, 0 },
	{ "version before", version_of, PROTOCOL_VERSION - 1, false, WHOLE, 0 },
	{ "version after", version_of, PROTOCOL_VERSION + 1, false, WHOLE, 0 },
	{ "version of another order", version_of, PROTOCOL_VERSION << 24, false, WHOLE, 0 },
	{ "a log line's type", type_of, MESSAGE_LOG, false, WHOLE, 0 },
	{ "a verdict's type", type_of, MESSAGE_VERDICT, false, WHOLE, 0 },
	{ "no type", type_of, 0, false, WHOLE, 0 },
	{ "type -1", type_of, -1, false, WHOLE, 0 },
	{ "string of 2^32-1", first_length_of, -1, false, WHOLE, 0 },
	{ "string of 2^31-1", first_length_of, 0x7fffffff, false, WHOLE, 0 },
	{ "string of 2^31", first_length_of, 0x80000000, false, WHOLE, 0 },
	{ "string with a NUL", first_string_with, 0, false, WHOLE, 0 },
	{ "boolean of 2", first_boolean_of, 2, false, WHOLE, 0 },
	{ "2^32-1 groups", groups_of, -1, false, WHOLE, 0 },
	{ "2^29 groups", groups_of, 0x20000000, false, WHOLE, 0 },
	{ "no groups", groups_of, 0, false, WHOLE, 0 },
	{ "noise", noise, 4096, false, WHOLE, 0 },
	{ "noise of any size", noise, MESSAGE_MAX, false, WHOLE, 0 },
	{ "no descriptor", as_it_is, 0, false, { 0, 0, 0 }, 0 },
	{ "no terminal", as_it_is, 0, true, { CALLER, 0, 0 }, 0 },
	{ "terminal unasked", as_it_is, 0, false, { CALLER, TERMINAL, 0 }, 0 },
	{ "three descriptors", as_it_is, 0, true, { CALLER, TERMINAL, CALLER }, 0 },
	{ "four descriptors", as_it_is, 0, false, WHOLE, 4 },
	{ "253 descriptors", as_it_is, 0, false, WHOLE, FDS_MAX },
	{ "pidfd of another", as_it_is, 0, false, { FIRST, 0, 0 }, 0 },
	{ "pidfd of the dead", as_it_is, 0, false, { DEAD, 0, 0 }, 0 },
	{ "a file for the pidfd", as_it_is, 0, false, { PLAIN_FILE, 0, 0 }, 0 },
	{ "a directory for the pidfd", as_it_is, 0, false, { DIRECTORY, 0, 0 }, 0 },
	{ "a namespace for the pidfd", as_it_is, 0, false, { NAMESPACE, 0, 0 }, 0 },
	{ "a socket for the pidfd", as_it_is, 0, false, { SOCKET, 0, 0 }, 0 },
	{ "a file for the terminal", as_it_is, 0, true, { CALLER, PLAIN_FILE, 0 }, 0 },
	{ "a directory for the terminal", as_it_is, 0, true, { CALLER, DIRECTORY, 0 }, 0 },
	{ "a socket for the terminal", as_it_is, 0, true, { CALLER, SOCKET, 0 }, 0 },
	{ "closed at once", NULL, 0, false, { 0, 0, 0 }, 0 },
};
static const struct channel usual = { .type = SOCK_SEQPACKET };

static const struct row held = { "held", as_it_is, 0, false, WHOLE, 0 };
static const struct row twice = { "twice", as_it_is, 0, false, WHOLE, 0 };
static const struct row stream = { "a stream", as_it_is, 0, false, WHOLE, 0 };
static const struct row half = { "half in a stream", cut_to, 60, false, WHOLE, 0 };
static const struct row twice_in_stream = { "twice in a stream", as_it_is, 0, false, WHOLE, 0 };
static const struct {
	const struct row *row;
	struct channel channel;
} odd[] = {
	{ &held, { SOCK_SEQPACKET, true, false } },
	{ &twice, { SOCK_SEQPACKET, true, true } },
	{ &stream, { SOCK_STREAM, false, false } },
	{ &half, { SOCK_STREAM, false, false } },
	{ &twice_in_stream, { SOCK_STREAM, false, true } },
};

static const struct row silent = { "not a word", NULL, 0, false, { 0, 0, 0 }, 0 };

static void message_fill(bool has_terminal)
{
	static char path[] = CONFIG_PATH, user[] = "alice", home[] = "/home/alice";
	static char shell[] = "/bin/sh", service[] = "nsjail-caller", empty[] = "";
	static struct request_group group = { 1001, user };
	const struct request request = {
		.session_id = 0xbeef,
		.has_terminal = has_terminal,
		.uid = 1001,
		.gid = 1001,
		.config_path = path,
		.user = user,
		.gecos = empty,
		.home = home,
		.shell = shell,
		.service = service,
		.tty = empty,
		.rhost = empty,
		.groups = &group,
		.group_count = 1,
	};
	ssize_t length = request_encode(&request, message, MESSAGE_MAX);

	whole_length = length < 0 ? 0 : (size_t)length;
	(void)memset(message + whole_length, 0, sizeof(message) - whole_length);
}

static int dead_pidfd(void)
{
	pid_t child = fork();
	int fd;

	if (child == 0)
		_exit(0);
	fd = pidfd_open(child, 0);
	(void)waitpid(child, NULL, 0);
	return fd;
}

static int terminal_open(void)
{
	int leader = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);

	return unlockpt(leader) < 0 ? -1 : open(ptsname(leader), O_RDWR | O_NOCTTY | O_CLOEXEC);
}

static int thing_open(enum thing thing)
{
	switch (thing) {
	case CALLER:
		return pidfd_open(getpid(), 0);
	case FIRST:
		return pidfd_open(1, 0);
	case DEAD:
		return dead_pidfd();
	case PLAIN_FILE:
		return open(CONFIG_PATH, O_RDONLY | O_CLOEXEC);
	case DIRECTORY:
		return open("/", O_PATH | O_CLOEXEC);
	case NAMESPACE:
		return open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC);
	case TERMINAL:
		return terminal_open();
	case SOCKET:
		return socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	case NOTHING:
	default:
		return NO_FD;
	}
}

/* Not message_send: it would not send what is wrong. */
static void say(int socket_fd, size_t length, const int *fds, size_t count)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(FDS_MAX * sizeof(int))];
	} control = { .bytes = { 0 } };
	struct iovec part = { message, length };
	struct msghdr header = { .msg_iov = &part, .msg_iovlen = 1 };

	if (count > 0) {
		header.msg_control = control.bytes;
		header.msg_controllen = CMSG_SPACE(count * sizeof(int));
		control.align = (struct cmsghdr){ .cmsg_len = CMSG_LEN(count * sizeof(int)),
						  .cmsg_level = SOL_SOCKET,
						  .cmsg_type = SCM_RIGHTS };
		(void)memcpy(CMSG_DATA(&control.align), fds, count * sizeof(int));
	}
	if (sendmsg(socket_fd, &header, MSG_NOSIGNAL) != (ssize_t)length)
		perror("bad_requests: sendmsg");
}

static void row_say(int socket_fd, const struct row *row, bool is_twice)
{
	int fds[FDS_MAX];
	size_t count = 0;

	message_fill(row->has_terminal);
	while (count < MESSAGE_FDS_MAX && row->things[count] != NOTHING) {
		fds[count] = thing_open(row->things[count]);
		count++;
	}
	for (; count < row->fd_count; count++)
		fds[count] = fds[0];
	say(socket_fd, row->change(row->argument), fds, count);
	if (is_twice)
		say(socket_fd, row->change(row->argument), fds, count);
	for (size_t i = 0; i < count && i < MESSAGE_FDS_MAX && row->fd_count == 0; i++)
		(void)close(fds[i]);
}

/* As the module's child does it: only the socket, and an empty environment. */
static pid_t helper_start(char *program, int far_fd)
{
	pid_t child = fork();
	int null_fd;

	if (child != 0)
		return child;
	null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	far_fd = fcntl(far_fd, F_DUPFD, 10);
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		(void)dup2(null_fd, fd);
	(void)dup2(far_fd, HELPER_SOCKET_FD);
	(void)close_range(HELPER_SOCKET_FD + 1, ~0U, 0);
	(void)setsid();
	(void)execve(program, (char *[]){ program, NULL }, (char *[]){ NULL });
	_exit(127);
}

struct answer {
	int verdicts, lines;
	struct verdict verdict;
};

/* Until the helper has ended, or says that the jail stands. */
static void answer_read(int socket_fd, struct answer *answer, int64_t deadline_ms)
{
	static uint8_t buffer[MESSAGE_MAX];
	int fds[MESSAGE_FDS_MAX];
	ssize_t length;

	while ((length = message_receive(socket_fd, buffer, sizeof(buffer), fds, deadline_ms)) >
	       0) {
		int type = message_type_decode(buffer, (size_t)length);

		for (size_t i = 0; i < MESSAGE_FDS_MAX; i++)
			cleanup_close(&fds[i]);
		answer->lines += type == MESSAGE_LOG;
		answer->verdicts += type == MESSAGE_VERDICT;
		if (type == MESSAGE_VERDICT)
			(void)verdict_decode(&answer->verdict, buffer, (size_t)length);
		if (answer->verdict.outcome == VERDICT_JAILED)
			return;
	}
}

/* Whether the keeper of a jail, whom nobody has told to end, does so. */
static void stay_print(pid_t child)
{
	_cleanup_close_ int fd = pidfd_open(child, 0);
	struct pollfd end = { .fd = fd, .events = POLLIN };

	(void)fputs(poll(&end, 1, STAY_MS) == 1 ? ", ends" : ", stays", stdout);
}

static void end_print(pid_t child, int64_t deadline_ms)
{
	_cleanup_close_ int fd = pidfd_open(child, 0);
	struct pollfd end = { .fd = fd, .events = POLLIN };
	int64_t left = deadline_ms - boottime_ms();
	int status = -1;

	if (poll(&end, 1, left < 0 ? 0 : (int)left) != 1) {
		(void)fputs(", killed", stdout);
		(void)kill(child, SIGKILL);
	}
	(void)waitpid(child, &status, 0);
	if (WIFEXITED(status))
		(void)printf(", status %d", WEXITSTATUS(status));
	else
		(void)printf(", signal %d", WTERMSIG(status));
}

static void row_try(char *program, const struct row *row, const struct channel *channel,
		    bool is_closed)
{
	static struct answer answer;
	int64_t begin = boottime_ms();
	int ends[2];
	pid_t child;

	answer = (struct answer){ .verdicts = 0 };
	if (socketpair(AF_UNIX, channel->type | SOCK_CLOEXEC, 0, ends) < 0)
		return;
	child = helper_start(program, ends[1]);
	(void)close(ends[1]);
	if (row->change != NULL)
		row_say(ends[0], row, channel->is_twice);
	if (!is_closed)
		answer_read(ends[0], &answer, begin + PATIENCE);
	if (!channel->is_held)
		(void)close(ends[0]);
	(void)printf("%s: ", row->name);
	if (answer.verdicts != 1)
		(void)printf("%d verdicts", answer.verdicts);
	else if (answer.verdict.outcome == VERDICT_REFUSED)
		(void)printf("%s", answer.verdict.reason);
	else
		(void)printf("outcome %d", (int)answer.verdict.outcome);
	if (answer.lines > 0)
		(void)printf(", %d lines", answer.lines);
	if (channel->is_held) {
		stay_print(child);
		(void)close(ends[0]);
	}
	end_print(child, begin + PATIENCE);
	(void)puts(boottime_ms() - begin > LATE_MS ? ", late" : "");
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		(void)fputs("usage: bad_requests HELPER quick|silent\n", stderr);
		return 2;
	}
	if (strcmp(argv[2], "silent") == 0) {
		row_try(argv[1], &silent, &usual, false);
		return 0;
	}
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		row_try(argv[1], &rows[i], &usual, rows[i].change == NULL);
	for (size_t i = 0; i < ARRAY_SIZE(odd); i++)
		row_try(argv[1], odd[i].row, &odd[i].channel, false);
	return 0;
}
