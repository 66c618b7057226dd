/* SPDX-License-Identifier: BSD-3-Clause */
/* One question to many sockets; see keepers.h. */
#include "keepers.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "control.h"
#include "keeper_text.h"
#include "shared/cleanup.h"
#include "shared/message.h"
#include "shared/safe_path.h"

/* A connected socket, or -errno: -ECONNREFUSED without a keeper, -EAGAIN with one that hangs. */
static int entry_connect(struct kept_jail *jail, const char *directory)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct ucred peer;
	socklen_t size = sizeof(peer);
	int length = snprintf(address.sun_path, sizeof(address.sun_path), "%s/%s", directory,
			      jail->name);

	if (fd < 0)
		return -errno;
	if (length < 0 || (size_t)length >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		return -errno;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0 || peer.uid != 0)
		return -EPERM;
	jail->keeper = peer.pid;
	return TAKE_FD(fd);
}

static int word_send(int fd, enum control_type type)
{
	uint8_t buffer[64];
	ssize_t length = control_word_encode(type, buffer, sizeof(buffer));

	return length < 0 ? (int)length : message_send(fd, buffer, (size_t)length, NULL, 0);
}

static void ask(struct kept_jail *jail, const char *directory)
{
	int error;

	jail->socket_fd = entry_connect(jail, directory);
	error = jail->socket_fd < 0 ? jail->socket_fd : word_send(jail->socket_fd, CONTROL_LIST);
	if (error == 0)
		return;
	jail->health = error == -EAGAIN ? KEEPER_HUNG : KEEPER_DEAD;
	cleanup_close(&jail->socket_fd);
	jail->socket_fd = NO_FD;
}

/* The one message that is waited for, or the end of it all. */
static int answer_take(struct kept_jail *jail, uint8_t *buffer)
{
	struct control_text answer = { NULL };
	int fds[MESSAGE_FDS_MAX] = { NO_FD, NO_FD, NO_FD };
	ssize_t length = message_receive(jail->socket_fd, buffer, MESSAGE_MAX, fds, boottime_ms());
	int error = 0;

	for (size_t i = 0; i < MESSAGE_FDS_MAX; i++)
		cleanup_close(&fds[i]);
	cleanup_close(&jail->socket_fd);
	jail->socket_fd = NO_FD;
	jail->health = KEEPER_DEAD;
	if (length <= 0 || control_text_decode(&answer, buffer, (size_t)length) < 0)
		return 0;
	jail->health = KEEPER_ANSWERED;
	error = keeper_text_read(jail, answer.text);
	free(answer.text);
	return error;
}

/* How many are still asked; watched is filled for those. */
static nfds_t watch(const struct kept_jails *jails, struct pollfd *watched)
{
	nfds_t waiting = 0;

	for (size_t i = 0; i < jails->count; i++) {
		watched[i] = (struct pollfd){ .fd = jails->list[i].socket_fd, .events = POLLIN };
		waiting += jails->list[i].socket_fd >= 0;
	}
	return waiting;
}

static int answers_collect(struct kept_jails *jails)
{
	_cleanup_free_ struct pollfd *watched = calloc(jails->count + 1, sizeof(*watched));
	_cleanup_free_ uint8_t *buffer = malloc(MESSAGE_MAX);
	int64_t deadline_ms = boottime_ms() + KEEPERS_TIMEOUT_MS;
	int error = 0;

	if (watched == NULL || buffer == NULL)
		return -ENOMEM;
	while (error == 0 && watch(jails, watched) > 0) {
		int64_t left = deadline_ms - boottime_ms();

		if (left <= 0 || poll(watched, jails->count, (int)left) == 0)
			break;
		for (size_t i = 0; error == 0 && i < jails->count; i++)
			if (watched[i].fd >= 0 && watched[i].revents != 0)
				error = answer_take(&jails->list[i], buffer);
	}
	return error;
}

/* Until it has answered, a jail's keeper hangs; its entry's name begins with the uid. */
static int entry_add(struct kept_jails *jails, const char *name)
{
	struct kept_jail *grown = reallocarray(jails->list, jails->count + 1, sizeof(*grown));
	struct kept_jail *jail;

	if (grown == NULL)
		return -ENOMEM;
	jails->list = grown;
	jail = &grown[jails->count];
	*jail = (struct kept_jail){
		.health = KEEPER_HUNG,
		.socket_fd = NO_FD,
		.uid = (uid_t)strtoul(name, NULL, 10),
		.processes = -1,
	};
	if (snprintf(jail->name, sizeof(jail->name), "%s", name) < (int)sizeof(jail->name))
		jails->count++;
	return 0;
}

static int entries_read(struct kept_jails *jails, int directory_fd)
{
	int fd = openat(directory_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_cleanup_closedir_ DIR *stream = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	struct stat status;
	int error = 0;

	if (stream == NULL) {
		error = -errno;
		cleanup_close(&fd);
		return error;
	}
	while (error == 0 && (entry = readdir(stream)) != NULL)
		if (fstatat(directory_fd, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISSOCK(status.st_mode))
			error = entry_add(jails, entry->d_name);
	return error;
}

/* The pid namespace of a process, or 0. */
static ino_t pid_namespace(int proc_fd, const char *pid)
{
	struct stat status;
	char path[64];

	if (snprintf(path, sizeof(path), "%s/ns/pid", pid) >= (int)sizeof(path))
		return 0;
	return fstatat(proc_fd, path, &status, 0) == 0 ? status.st_ino : 0;
}

static void process_count(struct kept_jails *jails, const ino_t *namespaces, ino_t found)
{
	for (size_t i = 0; i < jails->count; i++)
		if (found != 0 && namespaces[i] == found)
			jails->list[i].processes++;
}

/* One walk through /proc for all jails: whoever is in the pid namespace of a jail's init. */
static int processes_count(struct kept_jails *jails)
{
	_cleanup_free_ ino_t *namespaces = calloc(jails->count + 1, sizeof(*namespaces));
	_cleanup_closedir_ DIR *proc = opendir("/proc");
	const struct dirent *entry;

	if (namespaces == NULL)
		return -ENOMEM;
	for (size_t i = 0; proc != NULL && i < jails->count; i++) {
		char pid[16];

		(void)snprintf(pid, sizeof(pid), "%d", jails->list[i].init);
		namespaces[i] = jails->list[i].init <= 0 ? 0 : pid_namespace(dirfd(proc), pid);
		jails->list[i].processes = namespaces[i] == 0 ? -1 : 0;
	}
	while (proc != NULL && jails->count > 0 && (entry = readdir(proc)) != NULL)
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
			process_count(jails, namespaces, pid_namespace(dirfd(proc), entry->d_name));
	return 0;
}

static int by_uid(const void *a, const void *b)
{
	const struct kept_jail *left = a, *right = b;

	if (left->uid != right->uid)
		return left->uid < right->uid ? -1 : 1;
	return strcmp(left->name, right->name);
}

int keepers_ask(struct kept_jails *ret_jails, const char *directory)
{
	_cleanup_keepers_ struct kept_jails jails = { 0 };
	_cleanup_close_ int directory_fd = safe_path_open(directory, NULL);
	int error;

	if (directory_fd < 0 && directory_fd != -ENOENT)
		return directory_fd;
	error = directory_fd < 0 ? 0 : entries_read(&jails, directory_fd);
	for (size_t i = 0; error == 0 && i < jails.count; i++)
		ask(&jails.list[i], directory);
	if (error == 0)
		error = answers_collect(&jails);
	if (error == 0)
		error = processes_count(&jails);
	if (error < 0)
		return error;
	if (jails.count > 0)
		qsort(jails.list, jails.count, sizeof(*jails.list), by_uid);
	*ret_jails = jails;
	jails = (struct kept_jails){ 0 };
	return 0;
}

/* The keeper says that it will, and closes the connection when everything is gone. */
int keepers_end(const struct kept_jail *jail, const char *directory, int64_t deadline_ms)
{
	struct kept_jail copy = *jail;
	_cleanup_close_ int fd = entry_connect(&copy, directory);
	ssize_t length = 1;
	int error = fd < 0 ? fd : word_send(fd, CONTROL_KILL);

	while (error == 0 && length > 0) {
		uint8_t buffer[512];
		int fds[MESSAGE_FDS_MAX] = { NO_FD, NO_FD, NO_FD };

		length = message_receive(fd, buffer, sizeof(buffer), fds, deadline_ms);
		for (size_t i = 0; i < MESSAGE_FDS_MAX; i++)
			cleanup_close(&fds[i]);
		error = length < 0 && length != -ECONNRESET ? (int)length : 0;
	}
	/* One that has gone by itself has gone, too. */
	return error == -ECONNREFUSED || error == -ENOENT ? 0 : error;
}

void keepers_clear(struct kept_jails *jails)
{
	for (size_t i = 0; i < jails->count; i++) {
		cleanup_close(&jails->list[i].socket_fd);
		free(jails->list[i].sessions);
	}
	free(jails->list);
	*jails = (struct kept_jails){ 0 };
}
