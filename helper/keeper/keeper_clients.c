/* SPDX-License-Identifier: BSD-3-Clause */
/* The keeper's side of its socket; see keeper_clients.h. */
#include "keeper/keeper_clients.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "keeper/keeper.h"
#include "keeper/keeper_events.h"
#include "keeper/keeper_list.h"
#include "keeper/keeper_login.h"
#include "shared/cleanup.h"
#include "shared/entry_socket.h"
#include "shared/message.h"
#include "system/fd_kind.h"
#include "system/report.h"

/* A client speaks at once; one that has been stopped must not take a place for long. */
#define CLIENT_TIMEOUT_MS 2000

/* When the system is out of descriptors or memory, the listener stays readable. */
#define ACCEPT_PAUSE_MS 10

/* One client's message. */
struct call {
	struct keeper_client *client;
	uint8_t *buffer; /* MESSAGE_MAX bytes */
	size_t length;
	int fds[MESSAGE_FDS_MAX];
	const char *terminal; /* of JOIN; NULL or "": none */
};

static void client_close(struct keeper_client *client)
{
	cleanup_close(&client->fd);
	*client = (struct keeper_client){ .fd = NO_FD };
}

static struct keeper_client *place_find(struct keeper *keeper)
{
	for (size_t i = 0; i < KEEPER_CLIENTS_MAX; i++)
		if (keeper->clients[i].fd < 0)
			return &keeper->clients[i];
	return NULL;
}

/* With all places taken the next one waits in the listener's queue. */
void keeper_clients_watch(const struct keeper *keeper, struct pollfd *watched)
{
	bool has_place = false;

	for (size_t i = 0; i < KEEPER_CLIENTS_MAX; i++) {
		const struct keeper_client *client = &keeper->clients[i];

		watched[i + 1] = (struct pollfd){ .fd = client->fd, .events = POLLIN };
		has_place = has_place || client->fd < 0;
	}
	watched[0] = (struct pollfd){ .fd = has_place ? keeper->entry.listener_fd : NO_FD,
				      .events = POLLIN };
}

static void client_accept(struct keeper *keeper)
{
	struct keeper_client *place = place_find(keeper);
	_cleanup_close_ int fd = NO_FD;

	if (place == NULL)
		return;
	fd = accept4(keeper->entry.listener_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd < 0 && errno != EAGAIN)
		(void)poll(NULL, 0, ACCEPT_PAUSE_MS);
	if (fd < 0 || !entry_socket_is_roots(fd))
		return;
	*place = (struct keeper_client){
		.fd = TAKE_FD(fd),
		.deadline_ms = boottime_ms() + CLIENT_TIMEOUT_MS,
	};
}

/* With a descriptor, unless it is NO_FD. */
static int answer_send_with(const struct keeper_client *client, enum control_outcome outcome,
			    const char *reason, int fd)
{
	struct control_answer answer = { .outcome = outcome };
	uint8_t buffer[512];
	ssize_t length;

	(void)snprintf(answer.reason, sizeof(answer.reason), "%s", reason);
	length = control_answer_encode(&answer, buffer, sizeof(buffer));
	return length < 0 ? (int)length
			  : message_send(client->fd, buffer, (size_t)length, &fd, fd >= 0 ? 1 : 0);
}

static int answer_send(const struct keeper_client *client, enum control_outcome outcome,
		       const char *reason)
{
	return answer_send_with(client, outcome, reason, NO_FD);
}

static const char *descriptors_fault(const struct call *call)
{
	const int *fds = call->fds;

	if (fds[0] < 0 || fds[1] < 0)
		return "the request to join lacks a descriptor";
	/* What the keeper works with later, without looking. */
	if (!fd_kind_is_message_socket(fds[0]) || fd_kind_process(fds[1]) < 0 ||
	    (fds[2] >= 0 && !fd_kind_is_cgroup_file(fds[2])))
		return "the request to join has a wrong descriptor";
	return NULL;
}

static const char *join_fault(const struct keeper *keeper, const struct control_join *join,
			      const struct call *call)
{
	const char *fault = descriptors_fault(call);

	if (fault != NULL)
		return fault;
	if (!keeper->is_shared)
		return "the jail is one session's";
	if (strcmp(join->digest, keeper->digest) != 0)
		return "the jail has another plan";
	return NULL;
}

typedef int session_adder(struct sessions *sessions, const struct session_label *label,
			  int socket_fd, int caller_pidfd);

/* The client has made it. */
static int terminal_admit(const struct keeper *keeper, const char *name,
			  struct terminal_node *ret_node, struct report *report)
{
	int error;

	if (name == NULL || name[0] == '\0')
		return 0;
	error = terminal_node_grant(ret_node, keeper->init.devices_fd, name);
	return error == 0 ? 0
			  : report_error(report, -error, "terminal '%s' in the jail's /dev", name);
}

/* A session of the jail from here on, with the jail's limits. Takes call's caller_pidfd. */
static int session_admit(struct keeper *keeper, session_adder *add,
			 const struct session_label *label, struct call *call,
			 struct report *report)
{
	struct terminal_node terminal = { .name = "" };
	_cleanup_close_ int place_fd = NO_FD;
	int error = 0;

	/* An administrator's session is none of the user's. */
	if (add != sessions_add_guest)
		error = keeper_place_take(keeper, &place_fd, report);
	if (error == 0)
		error = cgroup_enter(&keeper->cgroup, call->fds[1], &call->fds[2], report);
	if (error == 0)
		error = terminal_admit(keeper, call->terminal, &terminal, report);
	if (error < 0)
		return error;
	error = add(&keeper->sessions, label, call->fds[0], call->fds[1]);
	if (error < 0) {
		terminal_node_withdraw(&terminal, keeper->init.devices_fd);
		cgroup_return(&keeper->cgroup, call->fds[1]);
		return report_error(report, 0, "the jail has too many sessions");
	}
	sessions_place_give(&keeper->sessions, TAKE_FD(place_fd));
	sessions_terminal_give(&keeper->sessions, &terminal);
	call->fds[1] = NO_FD;
	host_live_refresh(&keeper->live);
	return 0;
}

/*
 * The session counts before the answer is out; and the answer goes first, because whoever makes the
 * request builds another jail when there is none, and the module must not have two verdicts.
 */
static void session_begin(struct keeper *keeper, session_adder *add,
			  const struct session_label *label, const char *fault, struct call *call)
{
	struct report report = { .socket_fd = NO_FD };

	if (fault == NULL && session_admit(keeper, add, label, call, &report) < 0)
		fault = report.text;
	if (fault != NULL) {
		(void)answer_send(call->client, CONTROL_REFUSED, fault);
		return;
	}
	if (answer_send(call->client, CONTROL_DONE, "") == 0)
		(void)keeper_verdict_repeat(keeper, call->fds[0]);
	/* If it was not sent, nobody joins: the session is over with the module's end or in time.
	 */
	call->fds[0] = NO_FD;
}

static void join_serve(struct keeper *keeper, struct call *call)
{
	struct control_join join;
	const char *fault;

	if (control_join_decode(&join, call->buffer, call->length) < 0)
		return;
	keeper_event_open(keeper, &join.label, false);
	fault = join_fault(keeper, &join, call);
	/* Another way to this plan: a configuration that has changed in its comments alone. */
	if (fault == NULL)
		keeper_login_joined(keeper, &join.origin, join.label.service);
	call->terminal = join.terminal;
	session_begin(keeper, sessions_add, &join.label, fault, call);
}

/* The connection is the session's socket from here on. */
static void login_admit(struct keeper *keeper, const struct request *request, struct call *call)
{
	struct session_label label = session_label_make(request);
	struct report unsaid = { .socket_fd = NO_FD };

	cleanup_close(&call->fds[1]);
	call->fds[1] = call->fds[0];
	call->fds[0] = TAKE_FD(call->client->fd);
	if (session_admit(keeper, sessions_add, &label, call, &unsaid) < 0)
		return;
	keeper_event_open(keeper, &label, false);
	(void)keeper_verdict_repeat(keeper, call->fds[0]);
	call->fds[0] = NO_FD;
}

/* The end of the connection without a verdict sends a login to the helper. */
static void login_serve(struct keeper *keeper, struct call *call)
{
	struct request request;
	bool is_ours;

	if (request_decode(&request, call->buffer, call->length) < 0)
		return;
	is_ours = keeper_knows_login(keeper, &request, call->client->fd, call->fds[0]);
	if (is_ours && request.is_query)
		(void)keeper_verdict_covered(keeper, call->client->fd);
	else if (is_ours)
		login_admit(keeper, &request, call);
	request_clear(&request);
}

static void enter_serve(struct keeper *keeper, struct call *call)
{
	struct session_label label;

	if (control_enter_decode(&label, call->buffer, call->length) < 0)
		return;
	keeper_event_enter(keeper, &label);
	session_begin(keeper, sessions_add_guest, &label, descriptors_fault(call), call);
}

static void list_serve(struct keeper *keeper, struct call *call)
{
	struct control_text text = { NULL };
	size_t size = 0;
	FILE *stream = open_memstream(&text.text, &size);
	ssize_t length;

	if (stream == NULL)
		return;
	keeper_list_write(stream, keeper);
	if (fclose(stream) == 0) {
		length = control_text_encode(&text, call->buffer, MESSAGE_MAX);
		if (length > 0)
			(void)message_send(call->client->fd, call->buffer, (size_t)length, NULL, 0);
	}
	free(text.text);
}

/* The client stays connected: the end of that says that the jail is gone. */
static void kill_serve(struct keeper *keeper, struct call *call)
{
	keeper->state = KEEPER_DRAINING;
	call->client->is_answered = answer_send(call->client, CONTROL_DONE, "") == 0;
}

/* The user's next login has another plan; what runs on here would keep it from its overlay. */
static void yield_serve(struct keeper *keeper, struct call *call)
{
	struct control_yield asked;

	if (control_yield_decode(&asked, call->buffer, call->length) < 0)
		return;
	if (strcmp(asked.config, keeper->config) != 0 || sessions_hold_jail(&keeper->sessions))
		(void)answer_send(call->client, CONTROL_REFUSED, "the jail has sessions");
	else
		kill_serve(keeper, call);
}

/* The asker is root, and does what is to be done: here is no right to end anybody else's process.
 */
static void session_serve(struct keeper *keeper, struct call *call)
{
	struct control_session asked;
	const struct session *session;

	if (control_session_decode(&asked, call->buffer, call->length) < 0)
		return;
	session = sessions_find(&keeper->sessions, asked.session_id);
	if (session == NULL)
		(void)answer_send(call->client, CONTROL_REFUSED, "the jail has no such session");
	else
		(void)answer_send_with(call->client, CONTROL_DONE, "", session->caller_pidfd);
}

/* Whoever asks is root, and has rights that we have not: to make a terminal's node there. */
static void devices_serve(struct keeper *keeper, struct call *call)
{
	(void)answer_send_with(call->client, CONTROL_DONE, "", keeper->init.devices_fd);
}

static void (*const servers[])(struct keeper *keeper, struct call *call) = {
	[0] = join_serve,
	[CONTROL_LIST - CONTROL_JOIN] = list_serve,
	[CONTROL_KILL - CONTROL_JOIN] = kill_serve,
	[CONTROL_ENTER - CONTROL_JOIN] = enter_serve,
	[CONTROL_SESSION - CONTROL_JOIN] = session_serve,
	[CONTROL_YIELD - CONTROL_JOIN] = yield_serve,
	[CONTROL_DEVICES - CONTROL_JOIN] = devices_serve,
};

static void call_serve(struct keeper *keeper, struct call *call)
{
	ssize_t length = message_receive(call->client->fd, call->buffer, MESSAGE_MAX, call->fds,
					 boottime_ms());
	int type;

	if (length <= 0)
		return;
	call->length = (size_t)length;
	if (message_type_decode(call->buffer, call->length) == MESSAGE_REQUEST) {
		login_serve(keeper, call);
		return;
	}
	type = control_type_decode(call->buffer, call->length);
	if (type >= CONTROL_JOIN && (size_t)(type - CONTROL_JOIN) < ARRAY_SIZE(servers) &&
	    servers[type - CONTROL_JOIN] != NULL)
		servers[type - CONTROL_JOIN](keeper, call);
}

/*
 * One client at a time. Not from the heap, because a jail must not end for want of memory when
 * somebody comes in; and pages that no message has reached cost nothing.
 */
static void client_serve(struct keeper *keeper, struct keeper_client *client)
{
	static uint8_t buffer[MESSAGE_MAX];
	struct call call = { .client = client, .buffer = buffer, .fds = { NO_FD, NO_FD, NO_FD } };

	call_serve(keeper, &call);
	for (size_t i = 0; i < MESSAGE_FDS_MAX; i++)
		cleanup_close(&call.fds[i]);
	if (!client->is_answered)
		client_close(client);
}

/* A jail that is to end lets nobody in any more: keeper_clients_dismiss has a word for the rest. */
void keeper_clients_serve(struct keeper *keeper, const struct pollfd *watched)
{
	for (size_t i = 0; i < KEEPER_CLIENTS_MAX && keeper->state == KEEPER_UP; i++) {
		struct keeper_client *client = &keeper->clients[i];

		if (client->fd >= 0 && watched[i + 1].revents != 0)
			client_serve(keeper, client);
		else if (client->fd >= 0 && boottime_ms() >= client->deadline_ms)
			client_close(client);
	}
	if (watched[0].revents != 0 && keeper->state == KEEPER_UP)
		client_accept(keeper);
}

int64_t keeper_clients_deadline(const struct keeper *keeper)
{
	int64_t first = INT64_MAX;

	for (size_t i = 0; i < KEEPER_CLIENTS_MAX; i++) {
		const struct keeper_client *client = &keeper->clients[i];

		if (client->fd >= 0 && client->deadline_ms < first)
			first = client->deadline_ms;
	}
	return first;
}

void keeper_clients_dismiss(struct keeper *keeper)
{
	for (size_t i = 0; i < KEEPER_CLIENTS_MAX; i++) {
		struct keeper_client *client = &keeper->clients[i];

		if (client->fd < 0 || client->is_answered)
			continue;
		(void)answer_send(client, CONTROL_GONE, "the jail is ending");
		client_close(client);
	}
}
