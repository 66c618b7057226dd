/* SPDX-License-Identifier: BSD-3-Clause */
/* One question to many sockets; see keepers.h. */
#include "ctl/list/keepers.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "ctl/list/keeper_call.h"
#include "ctl/list/keeper_text.h"
#include "keeper/control.h"
#include "shared/cleanup.h"
#include "shared/message.h"
#include "shared/safe_path.h"

static void ask(struct kept_jail *jail, const char *directory)
{
	int error;

	jail->socket_fd = keeper_connect(jail->name, directory, &jail->keeper);
	error = jail->socket_fd < 0 ? jail->socket_fd
				    : keeper_word_send(jail->socket_fd, CONTROL_LIST);
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

static int answers_collect(struct kept_jails *jails, int timeout_ms)
{
	_cleanup_free_ struct pollfd *watched = calloc(jails->count + 1, sizeof(*watched));
	_cleanup_free_ uint8_t *buffer = malloc(MESSAGE_MAX);
	int64_t deadline_ms = boottime_ms() + timeout_ms + KEEPERS_MORE_MS;
	int error = 0;

	if (watched == NULL || buffer == NULL)
		return -ENOMEM;
	while (error == 0 && watch(jails, watched) > 0) {
		int64_t left = deadline_ms - boottime_ms();

		/* Many on a busy machine are slow to answer; one after which nothing comes, hangs.
		 */
		left = left < timeout_ms ? left : timeout_ms;
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
		.memory = -1,
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

/* Both from one look: what a file of /proc/PID says of a process. */
static int proc_path(char *path, size_t size, const char *pid, const char *name)
{
	return snprintf(path, size, "%s/%s", pid, name) < (int)size ? 0 : -ENAMETOOLONG;
}

/* The pid namespace of a process, or 0. */
static ino_t pid_namespace(int proc_fd, const char *pid)
{
	struct stat status;
	char path[64];

	if (proc_path(path, sizeof(path), pid, "ns/pid") < 0)
		return 0;
	return fstatat(proc_fd, path, &status, 0) == 0 ? status.st_ino : 0;
}

/* Resident memory in bytes; 0 for one that is gone. */
static long long process_memory(int proc_fd, const char *pid)
{
	char path[64], text[64] = "";
	_cleanup_close_ int fd = NO_FD;
	long long pages = 0;

	if (proc_path(path, sizeof(path), pid, "statm") < 0)
		return 0;
	fd = openat(proc_fd, path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && read(fd, text, sizeof(text) - 1) > 0 && strchr(text, ' ') != NULL)
		pages = strtoll(strchr(text, ' '), NULL, 10);
	return pages * sysconf(_SC_PAGESIZE);
}

static void process_count(struct kept_jails *jails, const ino_t *namespaces, int proc_fd,
			  const char *pid)
{
	ino_t found = pid_namespace(proc_fd, pid);

	for (size_t i = 0; i < jails->count; i++) {
		if (found == 0 || namespaces[i] != found)
			continue;
		jails->list[i].processes++;
		if (!jails->list[i].has_cgroup_memory)
			jails->list[i].memory += process_memory(proc_fd, pid);
	}
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
		struct kept_jail *jail = &jails->list[i];
		char pid[16];

		(void)snprintf(pid, sizeof(pid), "%d", jail->init);
		namespaces[i] = jail->init <= 0 ? 0 : pid_namespace(dirfd(proc), pid);
		jail->processes = namespaces[i] == 0 ? -1 : 0;
		jail->has_cgroup_memory = jail->memory >= 0;
		if (!jail->has_cgroup_memory && namespaces[i] != 0)
			jail->memory = 0;
	}
	while (proc != NULL && jails->count > 0 && (entry = readdir(proc)) != NULL)
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
			process_count(jails, namespaces, dirfd(proc), entry->d_name);
	return 0;
}

static int by_uid(const void *a, const void *b)
{
	const struct kept_jail *left = a, *right = b;

	if (left->uid != right->uid)
		return left->uid < right->uid ? -1 : 1;
	return strcmp(left->name, right->name);
}

int keepers_ask(struct kept_jails *ret_jails, const char *directory, int timeout_ms)
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
		error = answers_collect(&jails, timeout_ms);
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

void keepers_clear(struct kept_jails *jails)
{
	for (size_t i = 0; i < jails->count; i++) {
		cleanup_close(&jails->list[i].socket_fd);
		free(jails->list[i].sessions);
	}
	free(jails->list);
	*jails = (struct kept_jails){ 0 };
}
