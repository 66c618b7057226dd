/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PID 1 of the private host of the tests: reaps what is orphaned there, and is its system log, with
 * one line in a file for each datagram at /dev/log. While the file REAPS_LATE is there it reaps no
 * more often than every two seconds, as the first processes of some containers do.
 * usage: host_init LOGFILE READY: READY is printed as soon as the log can be written to.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOG_SOCKET   "/dev/log"
#define REAPS_LATE   "/srv/host/reaps_late"
#define REAP_SECONDS 2

static int open_log_socket(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = LOG_SOCKET };
	int socket_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (socket_fd < 0)
		return -1;
	if (bind(socket_fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		return -1;
	if (chmod(LOG_SOCKET, 0666) < 0)
		return -1;
	return socket_fd;
}

/* Of children that end, and SIGALRM every REAP_SECONDS. */
static int open_signals(void)
{
	const struct itimerval times = { { .tv_sec = REAP_SECONDS }, { .tv_sec = REAP_SECONDS } };
	sigset_t signals;

	if (sigemptyset(&signals) < 0 || sigaddset(&signals, SIGCHLD) < 0 ||
	    sigaddset(&signals, SIGALRM) < 0)
		return -1;
	if (sigprocmask(SIG_BLOCK, &signals, NULL) < 0 || setitimer(ITIMER_REAL, &times, NULL) < 0)
		return -1;
	return signalfd(-1, &signals, SFD_CLOEXEC);
}

static void write_log_line(int socket_fd, int file_fd)
{
	char line[8192];
	ssize_t length = recv(socket_fd, line, sizeof(line) - 1, 0);

	if (length < 0)
		return;
	/* A datagram is a line: whoever sent a newline must not pass for two of them. */
	for (ssize_t i = 0; i < length; i++)
		if ((unsigned char)line[i] < ' ')
			line[i] = i == length - 1 ? ' ' : '?';
	line[length] = '\n';
	if (write(file_fd, line, (size_t)length + 1) < 0)
		perror("host_init: write");
}

static void reap(int signal_fd)
{
	struct signalfd_siginfo info;

	if (read(signal_fd, &info, sizeof(info)) < 0)
		return;
	if (info.ssi_signo == SIGCHLD && access(REAPS_LATE, F_OK) == 0)
		return;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		continue;
}

static int serve(int socket_fd, int file_fd, int signal_fd)
{
	struct pollfd watched[] = {
		{ .fd = socket_fd, .events = POLLIN },
		{ .fd = signal_fd, .events = POLLIN },
	};

	for (;;) {
		if (poll(watched, 2, -1) < 0 && errno != EINTR)
			return 1;
		if ((watched[0].revents & POLLIN) != 0)
			write_log_line(socket_fd, file_fd);
		if ((watched[1].revents & POLLIN) != 0)
			reap(signal_fd);
	}
}

/* The starter waits for our output to end as well as for the line, so let go of it. */
static int announce(const char *ready)
{
	int null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null_fd < 0 || puts(ready) < 0 || fflush(stdout) != 0)
		return -1;
	if (dup2(null_fd, STDIN_FILENO) < 0 || dup2(null_fd, STDOUT_FILENO) < 0)
		return -1;
	return dup2(null_fd, STDERR_FILENO) < 0 ? -1 : 0;
}

int main(int argc, char **argv)
{
	int socket_fd, file_fd, signal_fd;

	if (argc != 3) {
		fputs("usage: host_init LOGFILE READY\n", stderr);
		return 2;
	}
	file_fd = open(argv[1], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	signal_fd = open_signals();
	socket_fd = open_log_socket();
	if (file_fd < 0 || signal_fd < 0 || socket_fd < 0 || announce(argv[2]) < 0) {
		perror("host_init");
		return 1;
	}
	return serve(socket_fd, file_fd, signal_fd);
}
