/* SPDX-License-Identifier: BSD-3-Clause */
/* Bytes between the administrator and the jail; see relay.h. */
#include "ctl/session/relay.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <termios.h>

#include "ctl/command/command.h"
#include "shared/cleanup.h"
#include "shared/message.h"

/* What is still to be read when the session is over: others in the jail may write for ever. */
#define LAST_WORDS_MS 500

/* Bytes on their way in one direction. */
struct channel {
	int from, to;		       /* NO_FD: nothing comes, or goes, any more */
	bool is_from_pipe, is_to_pipe; /* that end is to be closed */
	size_t used;
	char bytes[4096];
};

enum channel_name { TERMINAL_IN, FILE_IN, TERMINAL_OUT, FILE_OUT, FILE_ERROR, CHANNELS };

/* The ways in come first. */
#define FIRST_OUT TERMINAL_OUT

enum watched { WATCH_SIGNALS, WATCH_SOCKET, WATCH_CHANNELS };

#define WATCH_COUNT (WATCH_CHANNELS + 2 * CHANNELS)

struct relay {
	int signals_fd, socket_fd, master_fd, screen_fd;
	struct channel channels[CHANNELS];
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

int relay_prepare(void)
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
	relay->channels[TERMINAL_IN].from = STDIN_FILENO;
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
	for (size_t i = 1; i < MESSAGE_FDS_MAX; i++)
		cleanup_close(&fds[i]);
	cleanup_close(&fds[2]);
	relay->master_fd = fds[0];
	(void)fcntl(relay->master_fd, F_SETFL, O_NONBLOCK);
	relay->screen_fd = screen_find();
	relay->channels[TERMINAL_IN].to = relay->master_fd;
	relay->channels[TERMINAL_OUT].from = relay->master_fd;
	relay->channels[TERMINAL_OUT].to = relay->screen_fd;
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

static void end_drop(int *fd, bool is_pipe)
{
	if (is_pipe)
		cleanup_close(fd);
	*fd = NO_FD;
}

static void channel_fill(struct channel *channel)
{
	ssize_t length = read(channel->from, channel->bytes, sizeof(channel->bytes));

	if (length > 0)
		channel->used = (size_t)length;
	else if (length == 0 || (errno != EAGAIN && errno != EINTR))
		end_drop(&channel->from, channel->is_from_pipe); /* EIO: a terminal's last user */
}

static void channel_drain(struct channel *channel)
{
	ssize_t length = write(channel->to, channel->bytes, channel->used);

	if (length < 0 && errno != EAGAIN && errno != EINTR) {
		end_drop(&channel->from, channel->is_from_pipe);
		channel->used = 0;
	}
	if (length <= 0)
		return;
	memmove(channel->bytes, channel->bytes + length, channel->used - (size_t)length);
	channel->used -= (size_t)length;
}

/* Whoever reads behind a pipe is told that no more comes. */
static void channel_move(struct channel *channel, short from_events, short to_events)
{
	if (channel->used == 0 && channel->from >= 0 && from_events != 0)
		channel_fill(channel);
	else if (channel->used > 0 && to_events != 0)
		channel_drain(channel);
	if (channel->from < 0 && channel->used == 0 && channel->is_to_pipe)
		end_drop(&channel->to, true);
}

static void watch(const struct relay *relay, struct pollfd *watched)
{
	watched[WATCH_SIGNALS] = (struct pollfd){ .fd = relay->signals_fd, .events = POLLIN };
	watched[WATCH_SOCKET] = (struct pollfd){ .fd = relay->socket_fd, .events = POLLIN };
	for (size_t i = 0; i < CHANNELS; i++) {
		const struct channel *channel = &relay->channels[i];
		struct pollfd *pair = &watched[WATCH_CHANNELS + 2 * i];
		bool is_full = channel->used > 0;

		pair[0] =
			(struct pollfd){ .fd = is_full ? NO_FD : channel->from, .events = POLLIN };
		pair[1] = (struct pollfd){ .fd = is_full ? channel->to : NO_FD, .events = POLLOUT };
	}
}

/* Nothing more is on its way from a jail that is gone. */
static void reading_end(struct relay *relay, size_t first, size_t last)
{
	for (size_t i = first; i < last; i++)
		end_drop(&relay->channels[i].from, relay->channels[i].is_from_pipe);
}

static void serve_once(struct relay *relay, int timeout)
{
	struct pollfd watched[WATCH_COUNT];

	watch(relay, watched);
	if (poll(watched, WATCH_COUNT, timeout) <= 0) {
		if (timeout == 0)
			reading_end(relay, FIRST_OUT, CHANNELS);
		return;
	}
	if (watched[WATCH_SIGNALS].revents != 0)
		signal_take(relay);
	if (watched[WATCH_SOCKET].revents != 0 && relay->socket_fd >= 0)
		master_take(relay);
	for (size_t i = 0; i < CHANNELS; i++) {
		const struct pollfd *pair = &watched[WATCH_CHANNELS + 2 * i];

		channel_move(&relay->channels[i], pair[0].revents, pair[1].revents);
	}
}

static bool is_full(const struct relay *relay)
{
	for (size_t i = FIRST_OUT; i < CHANNELS; i++)
		if (relay->channels[i].used > 0)
			return true;
	return false;
}

static bool has_more(const struct relay *relay)
{
	for (size_t i = FIRST_OUT; i < CHANNELS; i++)
		if (relay->channels[i].from >= 0)
			return true;
	return is_full(relay);
}

/* The session is over; what its program has said is still to be shown. */
static void last_words_take(struct relay *relay)
{
	int64_t deadline_ms = boottime_ms() + LAST_WORDS_MS;

	reading_end(relay, 0, FIRST_OUT);
	for (size_t i = 0; i < FIRST_OUT; i++)
		relay->channels[i].used = 0;
	while (has_more(relay)) {
		serve_once(relay, is_full(relay) ? -1 : 0);
		if (boottime_ms() >= deadline_ms)
			reading_end(relay, FIRST_OUT, CHANNELS);
	}
}

static int child_wait(int child)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return RUN_STATUS_NONE;
	return WIFEXITED(status) ? WEXITSTATUS(status) : RUN_STATUS_NONE;
}

static void pipes_take(struct relay *relay, const struct relay_pipes *pipes)
{
	const struct channel ways[CHANNELS] = {
		[TERMINAL_IN] = { .from = NO_FD, .to = NO_FD },
		[TERMINAL_OUT] = { .from = NO_FD, .to = NO_FD },
		[FILE_IN] = { .from = pipes->in_fd < 0 ? NO_FD : STDIN_FILENO,
			      .to = pipes->in_fd,
			      .is_to_pipe = true },
		[FILE_OUT] = { .from = pipes->out_fd, .to = STDOUT_FILENO, .is_from_pipe = true },
		[FILE_ERROR] = { .from = pipes->error_fd,
				 .to = STDERR_FILENO,
				 .is_from_pipe = true },
	};

	memcpy(relay->channels, ways, sizeof(ways));
	if (pipes->in_fd >= 0)
		(void)fcntl(pipes->in_fd, F_SETFL, O_NONBLOCK);
}

int relay_serve(int socket_fd, int child, const struct relay_pipes *pipes)
{
	struct relay relay = { .socket_fd = socket_fd, .master_fd = NO_FD, .screen_fd = NO_FD };
	sigset_t set;
	int status;

	pipes_take(&relay, pipes);
	(void)signal(SIGPIPE, SIG_IGN);
	signals_fill(&set);
	relay.signals_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	while (relay.signals_fd >= 0 && !relay.has_ended)
		serve_once(&relay, -1);
	if (relay.signals_fd >= 0)
		last_words_take(&relay);
	status = child_wait(child);
	raw_end(&relay);
	cleanup_close(&relay.signals_fd);
	cleanup_close(&relay.master_fd);
	cleanup_close(&relay.socket_fd);
	return relay.end_signal > 0 ? 128 + relay.end_signal : status;
}
