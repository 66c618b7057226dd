/* SPDX-License-Identifier: BSD-3-Clause */
/* The relay between two terminals; see run_terminal.h. */
#include "run_terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <termios.h>

#include "command.h"
#include "shared/cleanup.h"
#include "shared/message.h"

/* Bytes on their way in one direction. */
struct channel {
	int from, to; /* NO_FD: nothing comes any more */
	size_t used;
	char bytes[4096];
};

enum watched { WATCH_SIGNALS, WATCH_SOCKET, WATCH_IN, WATCH_OUT, WATCH_MASTER, WATCH_COUNT };

struct relay {
	int signals_fd, socket_fd, master_fd, screen_fd;
	struct channel in, out;
	bool is_raw;
	struct termios kept;
	int end_signal; /* that asked us to end */
	bool has_ended; /* the child */
};

static const int signals[] = { SIGCHLD, SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGQUIT };

static void signals_fill(sigset_t *set)
{
	(void)sigemptyset(set);
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		(void)sigaddset(set, signals[i]);
}

int run_terminal_prepare(void)
{
	sigset_t set;

	signals_fill(&set);
	/* An ignored SIGCHLD, inherited from whoever started us, would reap before we look. */
	(void)signal(SIGCHLD, SIG_DFL);
	return sigprocmask(SIG_BLOCK, &set, NULL) < 0 ? -errno : 0;
}

static int screen_find(void)
{
	static const int order[] = { STDOUT_FILENO, STDERR_FILENO, STDIN_FILENO };

	for (size_t i = 0; i < ARRAY_SIZE(order); i++)
		if (isatty(order[i]) == 1)
			return order[i];
	return NO_FD;
}

static void size_pass(const struct relay *relay)
{
	struct winsize size;

	if (relay->master_fd >= 0 && ioctl(relay->screen_fd, TIOCGWINSZ, &size) == 0)
		(void)ioctl(relay->master_fd, TIOCSWINSZ, &size);
}

static void raw_begin(struct relay *relay)
{
	struct termios raw;

	if (isatty(STDIN_FILENO) != 1 || tcgetattr(STDIN_FILENO, &relay->kept) < 0)
		return;
	raw = relay->kept;
	cfmakeraw(&raw);
	relay->is_raw = tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0;
	relay->in.from = STDIN_FILENO;
}

static void raw_end(const struct relay *relay)
{
	if (relay->is_raw)
		(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &relay->kept);
}

/* The one message that comes: the master. After it, and after its end, there is nothing to hear. */
static void master_take(struct relay *relay)
{
	int fds[MESSAGE_FDS_MAX];
	uint8_t word;
	ssize_t length = message_receive(relay->socket_fd, &word, sizeof(word), fds, boottime_ms());

	if (length <= 0 || relay->master_fd >= 0) {
		cleanup_close(&relay->socket_fd);
		relay->socket_fd = NO_FD;
		return;
	}
	cleanup_close(&fds[1]);
	cleanup_close(&fds[2]);
	relay->master_fd = fds[0];
	(void)fcntl(relay->master_fd, F_SETFL, O_NONBLOCK);
	relay->screen_fd = screen_find();
	relay->in.to = relay->out.from = relay->master_fd;
	relay->out.to = relay->screen_fd;
	size_pass(relay);
	raw_begin(relay);
}

static void signal_take(struct relay *relay)
{
	struct signalfd_siginfo info;

	if (read(relay->signals_fd, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return;
	if (info.ssi_signo == SIGCHLD)
		relay->has_ended = true;
	else if (info.ssi_signo == SIGWINCH)
		size_pass(relay);
	else {
		relay->end_signal = (int)info.ssi_signo;
		cleanup_close(&relay->socket_fd);
		relay->socket_fd = NO_FD;
	}
}

static void channel_fill(struct channel *channel)
{
	ssize_t length = read(channel->from, channel->bytes, sizeof(channel->bytes));

	if (length > 0)
		channel->used = (size_t)length;
	else if (length == 0 || (errno != EAGAIN && errno != EINTR))
		channel->from = NO_FD; /* EIO: the last one has closed the terminal */
}

static void channel_drain(struct channel *channel)
{
	ssize_t length = write(channel->to, channel->bytes, channel->used);

	if (length < 0 && errno != EAGAIN && errno != EINTR)
		channel->from = NO_FD;
	if (length < 0)
		channel->used = channel->from < 0 ? 0 : channel->used;
	else if ((size_t)length < channel->used)
		for (size_t i = 0; i + (size_t)length < channel->used; i++)
			channel->bytes[i] = channel->bytes[i + (size_t)length];
	channel->used -= length > 0 ? (size_t)length : 0;
}

static void channel_move(struct channel *channel, short from_events, short to_events)
{
	if (channel->used == 0 && channel->from >= 0 && from_events != 0)
		channel_fill(channel);
	else if (channel->used > 0 && to_events != 0)
		channel_drain(channel);
}

static void watch(const struct relay *relay, struct pollfd *watched)
{
	bool reads_master = relay->out.from >= 0 && relay->out.used == 0;
	bool writes_master = relay->master_fd >= 0 && relay->in.used > 0;
	unsigned int events = (reads_master ? POLLIN : 0U) | (writes_master ? POLLOUT : 0U);

	watched[WATCH_SIGNALS] = (struct pollfd){ .fd = relay->signals_fd, .events = POLLIN };
	watched[WATCH_SOCKET] = (struct pollfd){ .fd = relay->socket_fd, .events = POLLIN };
	watched[WATCH_IN] = (struct pollfd){ .fd = relay->in.used == 0 ? relay->in.from : NO_FD,
					     .events = POLLIN };
	watched[WATCH_OUT] = (struct pollfd){ .fd = relay->out.used > 0 ? relay->out.to : NO_FD,
					      .events = POLLOUT };
	watched[WATCH_MASTER] = (struct pollfd){ .fd = events == 0 ? NO_FD : relay->master_fd,
						 .events = (short)events };
}

static void serve_once(struct relay *relay, int timeout)
{
	struct pollfd watched[WATCH_COUNT];

	watch(relay, watched);
	if (poll(watched, WATCH_COUNT, timeout) <= 0) {
		/* Nothing more is on its way from a jail that is gone. */
		if (timeout == 0)
			relay->out.from = NO_FD;
		return;
	}
	if (watched[WATCH_SIGNALS].revents != 0)
		signal_take(relay);
	if (watched[WATCH_SOCKET].revents != 0 && relay->socket_fd >= 0)
		master_take(relay);
	channel_move(&relay->in, watched[WATCH_IN].revents, watched[WATCH_MASTER].revents);
	channel_move(&relay->out, watched[WATCH_MASTER].revents, watched[WATCH_OUT].revents);
}

static int child_wait(int child)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return RUN_STATUS_NONE;
	return WIFEXITED(status) ? WEXITSTATUS(status) : RUN_STATUS_NONE;
}

int run_terminal_serve(int socket_fd, int child)
{
	struct relay relay = { .socket_fd = socket_fd,
			       .master_fd = NO_FD,
			       .screen_fd = NO_FD,
			       .in = { .from = NO_FD, .to = NO_FD },
			       .out = { .from = NO_FD, .to = NO_FD } };
	sigset_t set;
	int status;

	signals_fill(&set);
	relay.signals_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	while (relay.signals_fd >= 0 && !relay.has_ended)
		serve_once(&relay, -1);
	while (relay.signals_fd >= 0 && (relay.out.from >= 0 || relay.out.used > 0))
		serve_once(&relay, relay.out.used > 0 ? -1 : 0);
	status = child_wait(child);
	raw_end(&relay);
	cleanup_close(&relay.signals_fd);
	cleanup_close(&relay.master_fd);
	cleanup_close(&relay.socket_fd);
	return relay.end_signal > 0 ? 128 + relay.end_signal : status;
}
