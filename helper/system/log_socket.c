/* SPDX-License-Identifier: BSD-3-Clause */
/* A jail's /dev/log; see log_socket.h. */
#include "system/log_socket.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "shared/cleanup.h"

static int option_set(int fd, int name, int value)
{
	return setsockopt(fd, SOL_SOCKET, name, &value, sizeof(value));
}

int log_socket_make(void)
{
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0 || option_set(fd, SO_PASSCRED, 1) < 0)
		return -errno;
	/* A sender's own descriptors would come before the one that tells who he is. */
	if (option_set(fd, SO_PASSRIGHTS, 0) == 0)
		(void)option_set(fd, SO_PASSPIDFD, 1);
	return TAKE_FD(fd);
}

/* bind(2) knows no directory but the working one. */
int log_socket_bind(int socket_fd, int directory_fd)
{
	const struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "log" };
	_cleanup_close_ int back_fd = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int error = 0;

	if (back_fd < 0 || fchdir(directory_fd) < 0)
		return -errno;
	if (bind(socket_fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		error = -errno;
	if (fchdir(back_fd) < 0)
		return -errno;
	if (error == 0 && fchmodat(directory_fd, "log", 0666, 0) < 0)
		error = -errno;
	return error;
}
