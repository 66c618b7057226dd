/* SPDX-License-Identifier: BSD-3-Clause */
/* The way of a jail's lines to the host's log; see log_relay.h. */
#include "keeper/log_relay.h"

#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <syslog.h>

#include "keeper/host_log.h"
#include "keeper/log_text.h"
#include "keeper/sessions.h"
#include "shared/cleanup.h"
#include "system/log_socket.h"

#define TENANTS_NAME "nsjail" /* no program that logs to the host is called that */

#define DATAGRAM_MAX 8192
#define TURN_MAX     64	  /* datagrams */
#define QUEUE_MAX    1024 /* more than net.unix.max_dgram_qlen: systemd makes it 512 */
#define PAUSE_MS     5	  /* after one that was dropped: others want the processor, too */
#define HOST_WAIT_US 20000
#define RIGHTS_US    10000

/* Who has sent a datagram, as the kernel says. */
struct sender {
	pid_t pid; /* 0: not known */
	uid_t uid;
	int pidfd; /* owned; NO_FD: none */
};

static bool option_get(int fd, int name, bool otherwise)
{
	int value = 0;
	socklen_t size = sizeof(value);

	return getsockopt(fd, SOL_SOCKET, name, &value, &size) == 0 ? value != 0 : otherwise;
}

/* Only to be interrupted by. */
static void alarm_take(int signal)
{
	(void)signal;
}

int log_relay_begin(struct log_relay *relay, int jail_fd, uid_t tenant_uid, const char *user,
		    uid_t uid)
{
	const struct timeval wait = { .tv_usec = HOST_WAIT_US };
	const struct sigaction action = { .sa_handler = alarm_take };

	*relay = (struct log_relay){ .jail_fd = jail_fd,
				     .host_fd = NO_FD,
				     .user = user,
				     .uid = uid,
				     .tenant_uid = tenant_uid };
	log_rate_begin(&relay->rate, boottime_ms());
	if (jail_fd < 0)
		return 0;
	relay->has_rights = option_get(jail_fd, SO_PASSRIGHTS, true);
	relay->has_pidfds = !relay->has_rights && option_get(jail_fd, SO_PASSPIDFD, false);
	if (relay->has_rights && sigaction(SIGALRM, &action, NULL) < 0)
		return -errno;
	relay->host_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (relay->host_fd < 0 ||
	    setsockopt(relay->host_fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait)) < 0)
		return -errno;
	return 0;
}

void log_relay_watch(const struct log_relay *relay, struct pollfd *watched)
{
	bool is_paused = boottime_ms() < relay->pause_end_ms;

	*watched = (struct pollfd){ .fd = is_paused ? NO_FD : relay->jail_fd, .events = POLLIN };
}

int64_t log_relay_deadline(const struct log_relay *relay)
{
	if (relay->pause_end_ms > 0 && relay->pause_end_ms < relay->rate.tell_ms)
		return relay->pause_end_ms;
	return relay->rate.tell_ms;
}

/* A log that is full is waited for once; then it has to show that it is read again. */
static bool host_send(struct log_relay *relay, const char *line, size_t length)
{
	bool is_sent = host_log_send(relay->host_fd, line, length, relay->is_stuck);

	relay->is_stuck = !is_sent;
	return is_sent;
}

static void host_pass(struct log_relay *relay, const char *line, size_t length)
{
	if (!host_send(relay, line, length))
		log_rate_drop(&relay->rate, boottime_ms());
}

static void tenant_pass(struct log_relay *relay, const char *datagram, size_t length)
{
	char line[HOST_LOG_HEAD_MAX + 128 + LOG_TEXT_MAX];
	size_t used;

	if (!log_rate_take(&relay->rate, boottime_ms())) {
		log_rate_drop(&relay->rate, boottime_ms());
		return;
	}
	used = host_log_head(line, log_text_priority(datagram, length), TENANTS_NAME);
	used += (size_t)snprintf(line + used, 128, "user '%.64s' (%u): ", relay->user, relay->uid);
	used += log_text_make(line + used, datagram, length);
	host_pass(relay, line, used);
}

static void rights_close(const struct cmsghdr *part)
{
	size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);

	for (size_t i = 0; i < count; i++) {
		int fd;

		(void)memcpy(&fd, CMSG_DATA(part) + i * sizeof(fd), sizeof(fd));
		cleanup_close(&fd);
	}
}

static void sender_read(struct sender *ret_sender, struct msghdr *message)
{
	struct ucred credentials;

	*ret_sender = (struct sender){ .pidfd = NO_FD };
	for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part != NULL;
	     part = CMSG_NXTHDR(message, part)) {
		if (part->cmsg_level != SOL_SOCKET)
			continue;
		if (part->cmsg_type == SCM_CREDENTIALS) {
			(void)memcpy(&credentials, CMSG_DATA(part), sizeof(credentials));
			ret_sender->pid = credentials.pid;
			ret_sender->uid = credentials.uid;
		} else if (part->cmsg_type == SCM_PIDFD && ret_sender->pidfd < 0) {
			(void)memcpy(&ret_sender->pidfd, CMSG_DATA(part), sizeof(int));
		} else if (part->cmsg_type == SCM_RIGHTS) {
			rights_close(part);
		}
	}
}

/*
 * A caller that has become the user, and programs that he executes in its place, are the user's.
 * Where the kernel tells senders apart by pidfd, a number alone is nobody.
 */
static bool is_caller(const struct log_relay *relay, struct sessions *sessions,
		      const struct sender *sender)
{
	if (sender->pid <= 0 || sender->uid == relay->tenant_uid)
		return false;
	if (relay->has_pidfds && sender->pidfd < 0)
		return false;
	return sessions_have_caller(sessions, sender->pid, sender->pidfd);
}

/*
 * Before Linux 6.16 a datagram can bring descriptors, which are closed here: a socket that lingers
 * (SO_LINGER) would hold us for as long as its owner likes, if no signal came.
 */
static void rights_alarm(const struct log_relay *relay, suseconds_t microseconds)
{
	const struct itimerval timer = { .it_interval.tv_usec = microseconds,
					 .it_value.tv_usec = microseconds };

	if (relay->has_rights)
		(void)setitimer(ITIMER_REAL, &timer, NULL);
}

static ssize_t datagram_take(const struct log_relay *relay, char *datagram,
			     struct sender *ret_sender)
{
	/* With rights there is no room for one. */
	_Alignas(struct cmsghdr) char
		control[CMSG_SPACE(sizeof(struct ucred)) + CMSG_SPACE(sizeof(int))];
	struct iovec data = { .iov_base = datagram, .iov_len = DATAGRAM_MAX };
	struct msghdr message = { .msg_iov = &data,
				  .msg_iovlen = 1,
				  .msg_control = control,
				  .msg_controllen = relay->has_rights
							    ? CMSG_SPACE(sizeof(struct ucred))
							    : sizeof(control) };
	ssize_t length;

	rights_alarm(relay, RIGHTS_US);
	length = recvmsg(relay->jail_fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	rights_alarm(relay, 0);
	if (length >= 0)
		sender_read(ret_sender, &message);
	return length;
}

static bool datagram_pass(struct log_relay *relay, struct sessions *sessions)
{
	char datagram[DATAGRAM_MAX];
	struct sender sender;
	ssize_t length = datagram_take(relay, datagram, &sender);

	if (length < 0)
		return errno == EINTR;
	if (is_caller(relay, sessions, &sender))
		host_pass(relay, datagram, (size_t)length);
	else
		tenant_pass(relay, datagram, (size_t)length);
	cleanup_close(&sender.pidfd);
	return true;
}

static void dropped_tell(struct log_relay *relay)
{
	char line[HOST_LOG_HEAD_MAX + 256];
	size_t used = host_log_head(line, LOG_AUTHPRIV | LOG_WARNING, HOST_LOG_NAME);

	used += (size_t)snprintf(line + used, 256,
				 "%" PRIu64 " lines of the jail of user '%.64s' (%u) dropped",
				 relay->rate.dropped, relay->user, relay->uid);
	if (host_send(relay, line, used))
		log_rate_told(&relay->rate);
	else
		log_rate_tell_later(&relay->rate, boottime_ms());
}

static void turn_take(struct log_relay *relay, struct sessions *sessions, int count)
{
	for (int i = 0; i < count; i++)
		if (!datagram_pass(relay, sessions))
			return;
}

void log_relay_serve(struct log_relay *relay, struct sessions *sessions,
		     const struct pollfd *watched)
{
	uint64_t before = relay->rate.dropped;

	if (watched->revents != 0)
		turn_take(relay, sessions, TURN_MAX);
	relay->pause_end_ms = relay->rate.dropped == before ? 0 : boottime_ms() + PAUSE_MS;
	if (boottime_ms() >= relay->rate.tell_ms)
		dropped_tell(relay);
}

void log_relay_catch_up(struct log_relay *relay, struct sessions *sessions)
{
	if (relay->jail_fd >= 0)
		turn_take(relay, sessions, QUEUE_MAX);
}

void log_relay_end(struct log_relay *relay, struct sessions *sessions)
{
	if (relay->jail_fd < 0)
		return;
	turn_take(relay, sessions, QUEUE_MAX);
	if (relay->rate.dropped > 0)
		dropped_tell(relay);
	cleanup_close(&relay->jail_fd);
	cleanup_close(&relay->host_fd);
	*relay = (struct log_relay)LOG_RELAY_NONE;
}
