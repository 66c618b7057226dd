/* SPDX-License-Identifier: BSD-3-Clause */
/* The sessions of one jail; see sessions.h. */
#include "keeper/sessions.h"

#include <poll.h>

#include "limits/cgroup.h"
#include "shared/cleanup.h"
#include "shared/message.h"
#include "shared/patience.h"
#include "shared/request.h"
#include "shared/user_lock.h"

#define CAPACITY_STEP 16

static int room_make(struct sessions *sessions)
{
	size_t capacity = sessions->capacity + CAPACITY_STEP;
	struct session *list;

	if (sessions->count == SESSIONS_MAX)
		return -EUSERS;
	/* So that nothing can fail when one leaves. */
	if (sessions->are_one_way &&
	    callers_reserve(&sessions->left, sessions->left.count + sessions->count + 1) < 0)
		return -ENOMEM;
	if (sessions->count < sessions->capacity)
		return 0;
	list = reallocarray(sessions->list, capacity, sizeof(*list));
	if (list == NULL)
		return -ENOMEM;
	sessions->list = list;
	sessions->capacity = capacity;
	return 0;
}

static int add(struct sessions *sessions, const struct session *session)
{
	int error = room_make(sessions);

	if (error < 0)
		return error;
	sessions->list[sessions->count++] = *session;
	sessions->guest_count += session->is_guest;
	return 0;
}

int sessions_add(struct sessions *sessions, const struct session_label *label, int socket_fd,
		 int caller_pidfd)
{
	return add(sessions, &(struct session){ .label = *label,
						.socket_fd = socket_fd,
						.caller_pidfd = caller_pidfd,
						.place_fd = NO_FD,
						.begin_ms = boottime_ms() });
}

int sessions_add_guest(struct sessions *sessions, const struct session_label *label, int socket_fd,
		       int caller_pidfd)
{
	return add(sessions, &(struct session){ .label = *label,
						.socket_fd = socket_fd,
						.caller_pidfd = caller_pidfd,
						.place_fd = NO_FD,
						.is_guest = true,
						.begin_ms = boottime_ms() });
}

void sessions_place_give(struct sessions *sessions, int place_fd)
{
	sessions->list[sessions->count - 1].place_fd = place_fd;
}

void sessions_terminal_give(struct sessions *sessions, const struct terminal_node *terminal)
{
	sessions->list[sessions->count - 1].terminal = *terminal;
}

const struct session *sessions_find(const struct sessions *sessions, uint32_t session_id)
{
	for (size_t i = 0; i < sessions->count; i++)
		if (sessions->list[i].label.session_id == session_id)
			return &sessions->list[i];
	return NULL;
}

bool sessions_have_caller(struct sessions *sessions, pid_t pid, int pidfd)
{
	for (size_t i = 0; i < sessions->count; i++) {
		struct session *session = &sessions->list[i];

		if (callers_is_one(session->caller_pidfd, &session->caller_pid, pid, pidfd))
			return true;
	}
	return callers_have(&sessions->left, pid, pidfd);
}

bool sessions_hold_jail(const struct sessions *sessions)
{
	return sessions->count > sessions->guest_count;
}

void sessions_watch(const struct sessions *sessions, struct pollfd *watched)
{
	for (size_t i = 0; i < sessions->count; i++) {
		const struct session *session = &sessions->list[i];

		*watched++ = (struct pollfd){ .fd = session->caller_pidfd, .events = POLLIN };
		*watched++ = (struct pollfd){ .fd = session->socket_fd, .events = POLLIN };
	}
}

static void end_tell(const struct sessions *sessions, const struct session *session)
{
	if ((session->is_joined || session->is_odd) && sessions->on_end != NULL)
		sessions->on_end(session, session->is_closed, sessions->on_end_data);
}

/* Nothing was taken, nor did the module end: it can be read again. */
static bool is_still_there(ssize_t length)
{
	return length < 0 && length != -EBADMSG && length != -ECONNRESET;
}

/* Something was said, which is no word for now. */
static bool is_out_of_place(ssize_t length, int type)
{
	return length == -EBADMSG ||
	       (length > 0 && type != MESSAGE_JOINED && type != MESSAGE_CLOSED);
}

/* One message of the module. True if the session is over; who does not join has a deadline. */
static bool word_take(struct session *session)
{
	uint8_t buffer[64];
	int fds[MESSAGE_FDS_MAX];
	ssize_t length =
		message_receive(session->socket_fd, buffer, sizeof(buffer), fds, boottime_ms());
	int type = length > 0 ? message_type_decode(buffer, (size_t)length) : -EPIPE;

	for (size_t i = 0; i < MESSAGE_FDS_MAX; i++)
		cleanup_close(&fds[i]);
	if (is_still_there(length) && !session->is_joined)
		return false;
	if (type == MESSAGE_JOINED) {
		session->is_joined = true;
		return false;
	}
	session->is_odd = !session->is_joined && is_out_of_place(length, type);
	session->is_closed = type == MESSAGE_CLOSED;
	if (session->is_closed || !session->is_joined)
		return true;
	cleanup_close(&session->socket_fd);
	session->socket_fd = NO_FD;
	return false;
}

/*
 * From the verdict to the caller's "joined": a line for a log daemon that may be waiting for its
 * disk, a setns and a few prctl.
 */
static int64_t join_deadline(const struct session *session)
{
	return session->is_joined ? INT64_MAX : session->begin_ms + LOGIN_MODULE_MS;
}

/*
 * The words first: who has joined and died at once has joined all the same, and who has closed
 * before he died has closed. No word comes after these two.
 */
static bool is_over(struct session *session, const struct pollfd *watched)
{
	if (watched[1].revents != 0 && word_take(session))
		return true;
	if (watched[0].revents == 0)
		return boottime_ms() >= join_deadline(session);
	if (session->is_joined && session->socket_fd >= 0)
		(void)word_take(session);
	return true;
}

/* Of one that has joined and goes on, the process is held until it ends. */
static void caller_keep(struct sessions *sessions, struct session *session)
{
	if (sessions->are_one_way && session->is_joined)
		callers_add(&sessions->left, TAKE_FD(session->caller_pidfd),
			    session->label.session_id);
}

static void session_close(const struct sessions *sessions, struct session *session)
{
	terminal_node_withdraw(&session->terminal, sessions->devices_fd);
	cleanup_close(&session->socket_fd);
	cleanup_close(&session->caller_pidfd);
	user_lock_release(&session->place_fd);
}

void sessions_settle(struct sessions *sessions, const struct pollfd *watched, struct cgroup *cgroup)
{
	size_t kept = 0;

	callers_prune(&sessions->left);
	callers_kill_late(&sessions->left);
	for (size_t i = 0; i < sessions->count; i++) {
		struct session *session = &sessions->list[i];
		bool ends = is_over(session, &watched[SESSION_POLL_COUNT * i]);

		sessions->were_used =
			sessions->were_used || (session->is_joined && !session->is_guest);
		if (!ends) {
			sessions->list[kept++] = *session;
			continue;
		}
		end_tell(sessions, session);
		sessions->guest_count -= session->is_guest;
		cgroup_return(cgroup, session->caller_pidfd);
		caller_keep(sessions, session);
		session_close(sessions, session);
	}
	sessions->count = kept;
}

int64_t sessions_deadline(const struct sessions *sessions)
{
	int64_t first = callers_deadline(&sessions->left);

	for (size_t i = 0; i < sessions->count; i++) {
		int64_t deadline = join_deadline(&sessions->list[i]);

		first = deadline < first ? deadline : first;
	}
	return first;
}

bool sessions_leave(struct sessions *sessions, struct cgroup *cgroup)
{
	size_t places = SESSION_POLL_COUNT * sessions->count;
	_cleanup_free_ struct pollfd *watched = calloc(places + 1, sizeof(*watched));

	if (watched == NULL)
		return true;
	sessions_watch(sessions, watched);
	(void)poll(watched, places, 0);
	sessions_settle(sessions, watched, cgroup);
	return sessions->count > 0 || sessions->left.count > 0;
}

void sessions_kill(struct sessions *sessions)
{
	for (size_t i = 0; i < sessions->count; i++)
		caller_keep(sessions, &sessions->list[i]);
	callers_kill(&sessions->left);
}

void sessions_clear(struct sessions *sessions)
{
	callers_clear(&sessions->left);
	for (size_t i = 0; i < sessions->count; i++) {
		end_tell(sessions, &sessions->list[i]);
		session_close(sessions, &sessions->list[i]);
	}
	free(sessions->list);
	*sessions = (struct sessions){ 0 };
}
