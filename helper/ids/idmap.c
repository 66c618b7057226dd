/* SPDX-License-Identifier: BSD-3-Clause */
/* The user's subordinate ids; see idmap.h. */
#include "ids/idmap.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>

#include "shared/cleanup.h"
#include "shared/kernel_need.h"

#define MAP_TEXT_MAX 128

/* An own id beyond the range sits on the range's last place. */
static uint32_t mapped(uint32_t base, uint32_t count, uint32_t own, uint32_t id)
{
	if (own >= count && id == own)
		return base + count - 1;
	return base + id;
}

uid_t idmap_uid(const struct idmap *map, uid_t uid)
{
	return map->is_active ? mapped(map->uid_base, map->count, map->uid, uid) : uid;
}

gid_t idmap_gid(const struct idmap *map, gid_t gid)
{
	return map->is_active ? mapped(map->gid_base, map->count, map->gid, gid) : gid;
}

bool idmap_has_gid(const struct idmap *map, gid_t gid)
{
	uint32_t end = map->gid < map->count ? map->count : map->count - 1;

	return !map->is_active || gid == map->gid || gid < end;
}

/* A map must come in one write(2). */
static int map_write(int proc_fd, const char *name, const char *text)
{
	_cleanup_close_ int fd = openat(proc_fd, name, O_WRONLY | O_CLOEXEC);
	size_t length = strlen(text);

	if (fd < 0)
		return -errno;
	return write(fd, text, length) == (ssize_t)length ? 0 : -errno;
}

static void map_text(char *text, uint32_t base, uint32_t count, uint32_t own)
{
	if (own < count)
		(void)snprintf(text, MAP_TEXT_MAX, "0 %u %u\n", base, count);
	else
		(void)snprintf(text, MAP_TEXT_MAX, "0 %u %u\n%u %u 1\n", base, count - 1, own,
			       base + count - 1);
}

int idmap_write(const struct idmap *map, int proc_fd)
{
	char uids[MAP_TEXT_MAX], gids[MAP_TEXT_MAX];
	int error;

	map_text(uids, map->uid_base, map->count, map->uid);
	map_text(gids, map->gid_base, map->count, map->gid);
	error = map_write(proc_fd, "uid_map", uids);
	return error < 0 ? error : map_write(proc_fd, "gid_map", gids);
}

/* A child that does nothing but own a user namespace until it is killed. */
static pid_t namespace_child(void)
{
	struct clone_args arguments = { .flags = CLONE_NEWUSER, .exit_signal = SIGCHLD };
	pid_t parent = getpid();
	pid_t pid = (pid_t)syscall(SYS_clone3, &arguments, sizeof(arguments));

	if (pid != 0)
		return pid;
	/* Nobody else knows of it. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent)
		_exit(EXIT_FAILURE);
	for (;;)
		(void)pause();
}

static int own_map_write(const struct idmap *map, int proc_fd)
{
	char text[MAP_TEXT_MAX];
	int error;

	(void)snprintf(text, sizeof(text), "%u %u 1\n", map->uid, idmap_uid(map, map->uid));
	error = map_write(proc_fd, "uid_map", text);
	if (error < 0)
		return error;
	(void)snprintf(text, sizeof(text), "%u %u 1\n", map->gid, idmap_gid(map, map->gid));
	return map_write(proc_fd, "gid_map", text);
}

static int child_namespace_open(const struct idmap *map, pid_t pid)
{
	_cleanup_close_ int proc_fd = NO_FD;
	char path[32];
	int error, fd;

	(void)snprintf(path, sizeof(path), "/proc/%d", pid);
	proc_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (proc_fd < 0)
		return -errno;
	error = own_map_write(map, proc_fd);
	if (error < 0)
		return error;
	fd = openat(proc_fd, "ns/user", O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int idmap_own_namespace(const struct idmap *map)
{
	pid_t pid = namespace_child();
	int fd;

	if (pid < 0)
		return -errno;
	fd = child_namespace_open(map, pid);
	(void)kill(pid, SIGKILL); /* our own unreaped child: the number is nobody else's */
	(void)waitpid(pid, NULL, 0);
	return fd;
}

int idmap_tree(int tree_fd, int namespace_fd, bool is_recursive)
{
	struct mount_attr change = { .attr_set = MOUNT_ATTR_IDMAP,
				     .userns_fd = (unsigned int)namespace_fd };
	unsigned int flags = AT_EMPTY_PATH | (is_recursive ? AT_RECURSIVE : 0U);

	return mount_setattr(tree_fd, "", flags, &change, sizeof(change)) < 0 ? -errno : 0;
}

const char *idmap_tree_need(char *words, int tree_fd)
{
	struct statfs status = { .f_type = 0 };

	(void)fstatfs(tree_fd, &status);
	return kernel_need_to_map(words, status.f_type);
}

static int entry_own(const struct idmap *map, int parent_fd, const char *name)
{
	_cleanup_close_ int fd = NO_FD;

	if (fchownat(parent_fd, name, idmap_uid(map, 0), idmap_gid(map, 0), AT_SYMLINK_NOFOLLOW) <
	    0)
		return -errno;
	fd = openat(parent_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOTDIR || errno == ELOOP ? 0 : -errno;
	return idmap_own_tree(map, fd);
}

int idmap_own_tree(const struct idmap *map, int directory_fd)
{
	_cleanup_closedir_ DIR *directory = NULL;
	const struct dirent *entry;
	int fd, error = 0;

	if (!map->is_active)
		return 0;
	if (fchownat(directory_fd, "", idmap_uid(map, 0), idmap_gid(map, 0), AT_EMPTY_PATH) < 0)
		return -errno;
	fd = openat(directory_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	directory = fd < 0 ? NULL : fdopendir(fd);
	if (directory == NULL)
		return -errno;
	while (error == 0 && (entry = readdir(directory)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			error = entry_own(map, dirfd(directory), entry->d_name);
	return error;
}
