/* SPDX-License-Identifier: BSD-3-Clause */
/* Kinds of descriptors; see fd_kind.h. */
#include "system/fd_kind.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "shared/cleanup.h"

#define PIDFS_MAGIC 0x50494446

pid_t fd_kind_process(int fd)
{
	_cleanup_fclose_ FILE *file = NULL;
	char path[64], line[128];
	int pid;

	(void)snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	file = fopen(path, "re");
	if (file == NULL)
		return -errno;
	while (fgets(line, sizeof(line), file) != NULL)
		/* NOLINTNEXTLINE(cert-err34-c): the kernel writes no number that does not fit */
		if (sscanf(line, "Pid: %d", &pid) == 1)
			return pid > 0 ? pid : -ESRCH;
	return -ESRCH;
}

/* Before pidfs all of them were one inode. */
uint64_t fd_kind_process_id(int fd)
{
	struct stat status;
	struct statfs system;

	return fstatfs(fd, &system) == 0 && system.f_type == PIDFS_MAGIC && fstat(fd, &status) == 0
		       ? status.st_ino
		       : 0;
}

static int socket_option(int fd, int name)
{
	int value = -1;
	socklen_t size = sizeof(value);

	return getsockopt(fd, SOL_SOCKET, name, &value, &size) == 0 ? value : -1;
}

bool fd_kind_is_message_socket(int fd)
{
	return socket_option(fd, SO_DOMAIN) == AF_UNIX &&
	       socket_option(fd, SO_TYPE) == SOCK_SEQPACKET;
}

bool fd_kind_is_terminal(int fd)
{
	return isatty(fd) == 1;
}

bool fd_kind_is_cgroup_file(int fd)
{
	int flags = fcntl(fd, F_GETFL);
	struct stat status;
	struct statfs system;

	return flags >= 0 && (flags & O_ACCMODE) == O_WRONLY && (flags & O_PATH) == 0 &&
	       fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && fstatfs(fd, &system) == 0 &&
	       system.f_type == CGROUP2_SUPER_MAGIC;
}

bool fd_kind_is_peer(int pidfd, int socket_fd)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	return getsockopt(socket_fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
	       fd_kind_process(pidfd) == peer.pid;
}
