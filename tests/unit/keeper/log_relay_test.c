/* SPDX-License-Identifier: BSD-3-Clause */
/* From a jail's socket to the host's log: whose line it is, and what holds nobody up. */
#include "keeper/log_relay.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"
#include "keeper/sessions.h"
#include "shared/cleanup.h"
#include "system/log_socket.h"

#define LINE	   "<86>Nov 30 10:00:00 sshd[1]: text"
#define TENANT_UID 4321

struct scene {
	struct log_relay relay;
	struct sessions sessions;
	int host_fd;   /* the host's log */
	int sender_fd; /* to the jail's */
};

static void address_of(struct sockaddr_un *ret_address, const char *path)
{
	*ret_address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	(void)snprintf(ret_address->sun_path, sizeof(ret_address->sun_path), "%s", path);
}

static int host_log_make(void)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct sockaddr_un address;

	address_of(&address, "/dev/log");
	check_number(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

static int sender_make(void)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct sockaddr_un address;

	address_of(&address, FIXTURE_DIRECTORY "/log");
	check_number(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

/* As on a kernel before 6.16, if has_rights. */
static void scene_begin(struct scene *scene, bool has_rights)
{
	_cleanup_close_ int directory_fd = open(FIXTURE_DIRECTORY, O_PATH | O_CLOEXEC);
	int jail_fd = log_socket_make();
	int yes = 1, no = 0;

	tmpfs_over("/dev");
	check_number(log_socket_bind(jail_fd, directory_fd), 0);
	if (has_rights) {
		(void)setsockopt(jail_fd, SOL_SOCKET, SO_PASSPIDFD, &no, sizeof(no));
		(void)setsockopt(jail_fd, SOL_SOCKET, SO_PASSRIGHTS, &yes, sizeof(yes));
	}
	*scene = (struct scene){ .host_fd = host_log_make(), .sender_fd = sender_make() };
	check_number(log_relay_begin(&scene->relay, jail_fd, TENANT_UID, "alice", 1001), 0);
}

/* Without the pauses that it makes. */
static void serve(struct scene *scene)
{
	struct pollfd watched;

	scene->relay.pause_end_ms = 0;
	log_relay_watch(&scene->relay, &watched);
	(void)poll(&watched, 1, 0);
	log_relay_serve(&scene->relay, &scene->sessions, &watched);
}

static void session_add(struct scene *scene, pid_t pid)
{
	const struct session_label label = { .session_id = 1 };

	check_number(sessions_add(&scene->sessions, &label, NO_FD, pidfd_open(pid, 0)), 0);
}

/* What the host's log has got, or "". */
static const char *host_line(const struct scene *scene)
{
	static char line[8193];
	ssize_t length = recv(scene->host_fd, line, sizeof(line) - 1, 0);

	line[length < 0 ? 0 : length] = '\0';
	return line;
}

static void line_send(const struct scene *scene)
{
	check_number(send(scene->sender_fd, LINE, strlen(LINE), 0), (ssize_t)strlen(LINE));
}

static void check_stamped(const struct scene *scene)
{
	const char *line = host_line(scene);

	check(strncmp(line, "<14>", 4) == 0);
	check_text(line, " nsjail[");
	check_text(line, "]: user 'alice' (1001): sshd[1]: text");
}

/* Sends a line from a process of its own, which has ended then. */
static pid_t child_send(const struct scene *scene)
{
	pid_t child = fork();
	siginfo_t info;

	if (child == 0)
		_exit(send(scene->sender_fd, LINE, strlen(LINE), 0) > 0 ? 0 : 1);
	check_number(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT), 0);
	check_number(info.si_status, 0);
	return child;
}

static void lines_are_the_callers_or_stamped(bool has_rights)
{
	struct scene scene;
	pid_t child;

	scene_begin(&scene, has_rights);
	line_send(&scene);
	serve(&scene);
	check_stamped(&scene); /* nobody has a session */
	session_add(&scene, getpid());
	line_send(&scene);
	serve(&scene);
	check_number(strcmp(host_line(&scene), LINE), 0);
	child = child_send(&scene);
	serve(&scene);
	check_stamped(&scene); /* another root of the jail's */
	check_number(waitpid(child, NULL, 0), child);
}

static void lines_are_known_by_their_sender(void)
{
	lines_are_the_callers_or_stamped(false);
}

static void and_so_they_are_by_numbers_alone(void)
{
	lines_are_the_callers_or_stamped(true);
}

/* What a caller has written last is his, if he is known by more than a number. */
static void a_caller_that_has_ended_was_one(void)
{
	struct scene scene;
	int ends[2];
	pid_t child;

	scene_begin(&scene, false);
	if (!scene.relay.has_pidfds) /* then the host's log has it with a stamp */
		return;
	check_number(pipe2(ends, O_CLOEXEC), 0);
	child = fork();
	if (child == 0) {
		char byte;

		_exit(read(ends[0], &byte, 1) == 1 &&
				      send(scene.sender_fd, LINE, strlen(LINE), 0) > 0
			      ? 0
			      : 1);
	}
	session_add(&scene, child);
	check_number(write(ends[1], "", 1), 1);
	check_number(waitpid(child, NULL, 0), child);
	serve(&scene);
	check_number(strcmp(host_line(&scene), LINE), 0);
}

static void a_caller_that_has_become_the_user_is_the_user(void)
{
	struct scene scene;
	int ends[2];
	pid_t child;

	scene_begin(&scene, false);
	check_number(pipe2(ends, O_CLOEXEC), 0);
	child = fork();
	if (child == 0) {
		char byte;

		_exit(setuid(TENANT_UID) == 0 && read(ends[0], &byte, 1) == 1 &&
				      send(scene.sender_fd, LINE, strlen(LINE), 0) > 0
			      ? 0
			      : 1);
	}
	session_add(&scene, child);
	check_number(write(ends[1], "", 1), 1);
	check_number(waitpid(child, NULL, 0), child);
	serve(&scene);
	check_stamped(&scene);
}

static void send_with(const struct scene *scene, int fd)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))] = { 0 };
	char text[] = LINE;
	struct iovec data = { .iov_base = text, .iov_len = strlen(text) };
	struct msghdr message = { .msg_iov = &data,
				  .msg_iovlen = 1,
				  .msg_control = control,
				  .msg_controllen = sizeof(control) };
	struct cmsghdr *part = CMSG_FIRSTHDR(&message);

	part->cmsg_level = SOL_SOCKET;
	part->cmsg_type = SCM_RIGHTS;
	part->cmsg_len = CMSG_LEN(sizeof(fd));
	(void)memcpy(CMSG_DATA(part), &fd, sizeof(fd));
	if (sendmsg(scene->sender_fd, &message, 0) < 0) {
		check_number(errno, EPERM);
		check(!scene->relay.has_rights);
		line_send(scene);
	}
}

/* A connection whose data nobody takes: closing it waits for an hour. */
static int lingering_make(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const struct linger linger = { .l_onoff = 1, .l_linger = 3600 };
	socklen_t size = sizeof(address);
	int listener_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	static char block[65536];

	check_number(bind(listener_fd, (struct sockaddr *)&address, size), 0);
	check_number(listen(listener_fd, 1), 0);
	check_number(getsockname(listener_fd, (struct sockaddr *)&address, &size), 0);
	check_number(connect(fd, (struct sockaddr *)&address, size), 0);
	check_number(setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)), 0);
	while (send(fd, block, sizeof(block), MSG_DONTWAIT) > 0)
		continue;
	return fd;
}

static int descriptors_count(void)
{
	int count = 0;

	for (int fd = 0; fd < 256; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

static void descriptors_that_come_along(bool has_rights)
{
	struct scene scene;
	int64_t begin_ms;
	int fd, count;

	scene_begin(&scene, has_rights);
	loopback_up();
	fd = lingering_make();
	send_with(&scene, fd);
	/* A child would hold it, too: the last one to let go is to be us. */
	count = descriptors_count() - 1;
	begin_ms = boottime_ms();
	if (scene.relay.has_rights)
		(void)close(fd);
	else
		count++;
	serve(&scene);
	check(boottime_ms() - begin_ms < 2000);
	check_stamped(&scene);
	check_number(descriptors_count(), count);
}

static void descriptors_are_not_taken(void)
{
	descriptors_that_come_along(false);
}

static void and_where_they_come_none_holds_us_up(void)
{
	descriptors_that_come_along(true);
}

static void many_pidfds_leave_none(void)
{
	struct scene scene;
	int count;

	scene_begin(&scene, false);
	count = descriptors_count();
	for (int i = 0; i < 300; i++) {
		line_send(&scene);
		serve(&scene);
		(void)host_line(&scene);
	}
	check_number(descriptors_count(), count);
	check(scene.relay.rate.dropped >= 90);
}

/* He who sends too much does not keep us at work; it goes on soon. */
static void after_too_many_there_is_a_pause(void)
{
	struct scene scene;
	struct pollfd watched;

	scene_begin(&scene, false);
	while (scene.relay.rate.dropped == 0) {
		check(scene.relay.pause_end_ms == 0);
		line_send(&scene);
		serve(&scene);
		(void)host_line(&scene);
	}
	log_relay_watch(&scene.relay, &watched);
	check(watched.fd < 0);
	check(log_relay_deadline(&scene.relay) <= boottime_ms() + 20);
	while (boottime_ms() < log_relay_deadline(&scene.relay))
		(void)usleep(1000);
	log_relay_watch(&scene.relay, &watched);
	check(watched.fd >= 0);
}

/* Nobody reads: there is one wait, and then none; and what was dropped is told when it is read. */
static void a_full_log_is_waited_for_once(void)
{
	struct scene scene;
	int64_t begin_ms;
	int sent = 0;

	scene_begin(&scene, false);
	begin_ms = boottime_ms();
	for (; scene.relay.rate.dropped < 50; sent++) {
		line_send(&scene);
		serve(&scene);
	}
	check(boottime_ms() - begin_ms < 1000);
	check(log_relay_deadline(&scene.relay) <= boottime_ms() + LOG_RATE_TELL_MS);
	while (host_line(&scene)[0] != '\0')
		sent--;
	check_number(sent, 50);
	scene.relay.rate.tell_ms = 0;
	serve(&scene);
	check_text(host_line(&scene), ": 50 lines of the jail of user 'alice' (1001) dropped");
	check(log_relay_deadline(&scene.relay) == INT64_MAX);
}

static void one_that_starts_anew_is_followed(void)
{
	struct scene scene;

	scene_begin(&scene, false);
	cleanup_close(&scene.host_fd);
	line_send(&scene);
	serve(&scene); /* it has ended */
	check_number(unlink("/dev/log"), 0);
	line_send(&scene);
	serve(&scene); /* there is none */
	scene.host_fd = host_log_make();
	line_send(&scene);
	serve(&scene);
	check_stamped(&scene);
	log_relay_end(&scene.relay, &scene.sessions);
	check_text(host_line(&scene), ": 2 lines of the jail");
	check(send(scene.sender_fd, LINE, 1, 0) < 0 && errno == ECONNREFUSED);
}

static void without_a_log_there_is_nothing_to_do(void)
{
	struct sessions sessions = { 0 };
	struct log_relay relay;
	struct pollfd watched;

	check_number(log_relay_begin(&relay, NO_FD, TENANT_UID, "alice", 1001), 0);
	log_relay_watch(&relay, &watched);
	check(watched.fd < 0);
	check(log_relay_deadline(&relay) == INT64_MAX);
	log_relay_end(&relay, &sessions);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(lines_are_known_by_their_sender),
		fixture_test(and_so_they_are_by_numbers_alone),
		fixture_test(a_caller_that_has_ended_was_one),
		fixture_test(a_caller_that_has_become_the_user_is_the_user),
		fixture_test(descriptors_are_not_taken),
		fixture_test(and_where_they_come_none_holds_us_up),
		fixture_test(many_pidfds_leave_none),
		fixture_test(after_too_many_there_is_a_pause),
		fixture_test(a_full_log_is_waited_for_once),
		fixture_test(one_that_starts_anew_is_followed),
		fixture_test(without_a_log_there_is_nothing_to_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
