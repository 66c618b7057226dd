/* SPDX-License-Identifier: BSD-3-Clause */
/* Entries of jails, seen by others; see entry_socket.h. */
#include "shared/entry_socket.h"

#include <fcntl.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "shared/cleanup.h"
#include "shared/user_lock.h"

int entry_socket_address(struct sockaddr_un *ret_address, int directory_fd, const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int length = snprintf(address.sun_path, sizeof(address.sun_path), "/proc/self/fd/%d/%s",
			      directory_fd, name);

	if (length < 0 || (size_t)length >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	*ret_address = address;
	return 0;
}

void entry_socket_hidden_name(char ret_name[ENTRY_SOCKET_HIDDEN_MAX], uint32_t session_id)
{
	(void)snprintf(ret_name, ENTRY_SOCKET_HIDDEN_MAX, ENTRY_SOCKET_HIDDEN_PREFIX "%08x",
		       session_id);
}

void entry_socket_leading_path(char ret_path[ENTRY_SOCKET_LEADING_MAX], uid_t uid)
{
	(void)snprintf(ret_path, ENTRY_SOCKET_LEADING_MAX,
		       ENTRY_SOCKET_LEADING_DIRECTORY "/%u-jail", uid);
}

bool entry_socket_is_roots(int fd)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == 0;
}

DIR *entry_socket_list(int path_fd)
{
	int fd = openat(path_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = fd < 0 ? NULL : fdopendir(fd);

	if (directory == NULL)
		cleanup_close(&fd);
	return directory;
}

/*
 * A datagram socket can not be connected to what a keeper listens at (EPROTOTYPE), but the kernel
 * finds out first whether anybody has that socket (ECONNREFUSED), and the keeper sees nothing of
 * it.
 */
enum entry_life entry_socket_look(int directory_fd, const char *name)
{
	_cleanup_close_ int fd = NO_FD;
	struct sockaddr_un address;
	struct stat status;

	if (fstatat(directory_fd, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? ENTRY_MISSING : ENTRY_OTHER;
	if (!S_ISSOCK(status.st_mode) || entry_socket_address(&address, directory_fd, name) < 0)
		return ENTRY_OTHER;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return ENTRY_OTHER;
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0)
		return ENTRY_OTHER;
	switch (errno) {
	case EPROTOTYPE:
		return ENTRY_ALIVE;
	case ECONNREFUSED:
		return ENTRY_DEAD;
	case ENOENT:
		return ENTRY_MISSING;
	default:
		return ENTRY_OTHER;
	}
}

/* Every entry's name begins with its user's id in decimal and '-'. */
static bool uid_read(const char *name, uid_t *ret_uid)
{
	unsigned long long number;
	char *end;

	if (name[0] < '0' || name[0] > '9')
		return false;
	errno = 0;
	number = strtoull(name, &end, 10);
	if (errno != 0 || *end != '-' || number > UINT32_MAX)
		return false;
	*ret_uid = (uid_t)number;
	return true;
}

bool entry_socket_is_of(const char *name, uid_t uid)
{
	uid_t found;

	return uid_read(name, &found) && found == uid;
}

static void leading_remove_dead(int state_fd, uid_t uid)
{
	char path[ENTRY_SOCKET_LEADING_MAX];

	entry_socket_leading_path(path, uid);
	if (entry_socket_look(state_fd, path) == ENTRY_DEAD)
		(void)unlinkat(state_fd, path, 0);
}

bool entry_socket_remove_dead(int state_fd, int directory_fd, const char *name)
{
	_cleanup_user_lock_ int lock_fd = NO_FD;
	uid_t uid;

	if (!uid_read(name, &uid) || entry_socket_look(directory_fd, name) != ENTRY_DEAD)
		return false;
	lock_fd = user_lock_try(state_fd, uid);
	/* Looked at again: it may be another one by now. */
	if (lock_fd < 0 || entry_socket_look(directory_fd, name) != ENTRY_DEAD)
		return false;
	leading_remove_dead(state_fd, uid);
	return unlinkat(directory_fd, name, 0) == 0;
}
