/* SPDX-License-Identifier: BSD-3-Clause */
/* One directory of cgroup2; see cgroup_directory.h. */
#include "limits/cgroup_directory.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "shared/cleanup.h"
#include "shared/message.h"

/* A maker that is swept away between mkdir and flock tries again. */
#define MAKE_ATTEMPTS 5

int cgroup_open(int directory_fd, const char *path)
{
	_cleanup_close_ int fd =
		openat(directory_fd, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct statfs system;

	if (fd < 0 || fstatfs(fd, &system) < 0)
		return -errno;
	return system.f_type == CGROUP2_SUPER_MAGIC ? TAKE_FD(fd) : -ENODEV;
}

int cgroup_open_root(int directory_fd)
{
	_cleanup_close_ int root_fd = cgroup_open(directory_fd, ".");

	if (root_fd < 0)
		return root_fd;
	for (;;) {
		int above_fd = cgroup_open(root_fd, "..");

		if (above_fd < 0)
			return TAKE_FD(root_fd);
		(void)close(root_fd);
		root_fd = above_fd;
	}
}

int cgroup_write(int directory_fd, const char *name, const char *text)
{
	_cleanup_close_ int fd = openat(directory_fd, name, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		return -errno;
	return 0;
}

int cgroup_read(int directory_fd, const char *name, char *text, size_t size)
{
	_cleanup_close_ int fd = openat(directory_fd, name, O_RDONLY | O_CLOEXEC);
	ssize_t length;

	if (fd < 0)
		return -errno;
	length = read(fd, text, size - 1);
	if (length < 0)
		return -errno;
	text[length] = '\0';
	return 0;
}

/* The line of cgroup2 in /proc/PID/cgroup is "0::PATH" (cgroups(7)). */
static int path_read(pid_t pid, char *path, size_t size)
{
	_cleanup_fclose_ FILE *file = NULL;
	char name[64], line[4200];

	(void)snprintf(name, sizeof(name), "/proc/%d/cgroup", pid);
	file = fopen(name, "re");
	if (file == NULL)
		return -errno;
	while (fgets(line, sizeof(line), file) != NULL) {
		if (strncmp(line, "0::/", 4) != 0)
			continue;
		line[strcspn(line, "\n")] = '\0';
		(void)snprintf(path, size, "%s", line + 4);
		return 0;
	}
	return -ENOENT;
}

int cgroup_open_home(int root_fd, pid_t pid)
{
	_cleanup_close_ int directory_fd = NO_FD;
	char path[4200] = "";
	int fd, error = path_read(pid, path, sizeof(path));

	if (error < 0)
		return error;
	directory_fd = cgroup_open(root_fd, path[0] == '\0' ? "." : path);
	if (directory_fd < 0)
		return directory_fd;
	fd = openat(directory_fd, "cgroup.procs", O_WRONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* -EAGAIN if somebody has swept it away. */
static int make_once(int parent_fd, const char *name)
{
	_cleanup_close_ int fd = NO_FD;
	struct stat status;

	if (mkdirat(parent_fd, name, 0755) < 0)
		return -errno;
	fd = cgroup_open(parent_fd, name);
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0 &&
	    fstatat(parent_fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0)
		return TAKE_FD(fd);
	(void)unlinkat(parent_fd, name, AT_REMOVEDIR);
	return -EAGAIN;
}

int cgroup_make(int parent_fd, const char *name)
{
	int fd = -EAGAIN;

	for (int i = 0; fd == -EAGAIN && i < MAKE_ATTEMPTS; i++)
		fd = make_once(parent_fd, name);
	return fd;
}

int cgroup_wait_empty(int directory_fd, int64_t deadline_ms)
{
	_cleanup_close_ int fd = openat(directory_fd, "cgroup.events", O_RDONLY | O_CLOEXEC);
	struct pollfd changed = { .fd = fd, .events = POLLPRI };
	char text[256];

	if (fd < 0)
		return -errno;
	for (;;) {
		ssize_t length = pread(fd, text, sizeof(text) - 1, 0);
		int64_t left = deadline_ms - boottime_ms();

		if (length < 0)
			return -errno;
		text[length] = '\0';
		if (strstr(text, "populated 0") != NULL)
			return 0;
		if (left <= 0)
			return -ETIMEDOUT;
		(void)poll(&changed, 1, (int)left);
	}
}

/* A directory with processes in it can not be removed, which is as it should be. */
static void sweep_one(int parent_fd, const char *name)
{
	_cleanup_close_ int fd = cgroup_open(parent_fd, name);

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
		(void)unlinkat(parent_fd, name, AT_REMOVEDIR);
}

void cgroup_sweep(int parent_fd, const char *prefix)
{
	int fd = cgroup_open(parent_fd, ".");
	_cleanup_closedir_ DIR *directory = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;

	if (directory == NULL) {
		cleanup_close(&fd);
		return;
	}
	while ((entry = readdir(directory)) != NULL)
		if (strncmp(entry->d_name, prefix, strlen(prefix)) == 0)
			sweep_one(parent_fd, entry->d_name);
}
