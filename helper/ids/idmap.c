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

static const struct id_run *group_find(const struct idmap *map, gid_t gid)
{
	for (size_t i = 0; i < map->group_run_count; i++)
		if (gid - map->group_runs[i].first < map->group_runs[i].count)
			return &map->group_runs[i];
	return NULL;
}

/* Whether a group besides the user's own is above the range: the highest come last. */
static bool has_far_group(const struct idmap *map)
{
	for (size_t i = map->group_run_count; i > 0; i--)
		if (map->group_runs[i - 1].first < map->count)
			return false;
		else if (map->group_runs[i - 1].first != map->gid)
			return true;
	return false;
}

gid_t idmap_gid(const struct idmap *map, gid_t gid)
{
	const struct id_run *run;

	if (!map->is_active)
		return gid;
	run = group_find(map, gid);
	if (run != NULL)
		return map->gid_base + run->place + (gid - run->first);
	return mapped(map->gid_base, map->count, map->gid, gid);
}

bool idmap_has_gid(const struct idmap *map, gid_t gid)
{
	uint32_t end = map->gid < map->count ? map->count : map->count - 1;

	if (!map->is_active || gid == map->gid || group_find(map, gid) != NULL)
		return true;
	return gid < end && !(has_far_group(map) && gid - IDMAP_FAR_FIRST < IDMAP_FAR_COUNT);
}

/* The way back from mapped(). */
static uint32_t unmapped(uint32_t base, uint32_t count, uint32_t own, uint32_t id)
{
	if (id - base >= count)
		return IDMAP_NO_PLACE;
	return own >= count && id - base == count - 1 ? own : id - base;
}

uid_t idmap_uid_inside(const struct idmap *map, uid_t uid)
{
	return map->is_active ? unmapped(map->uid_base, map->count, map->uid, uid) : uid;
}

static const struct id_run *place_find(const struct idmap *map, uint32_t place)
{
	for (size_t i = 0; i < map->group_run_count; i++)
		if (place - map->group_runs[i].place < map->group_runs[i].count)
			return &map->group_runs[i];
	return NULL;
}

gid_t idmap_gid_inside(const struct idmap *map, gid_t gid)
{
	const struct id_run *run;
	gid_t inside;

	if (!map->is_active)
		return gid;
	run = place_find(map, gid - map->gid_base);
	if (run != NULL)
		return run->first + (gid - map->gid_base - run->place);
	inside = unmapped(map->gid_base, map->count, map->gid, gid);
	return idmap_has_gid(map, inside) ? inside : IDMAP_NO_PLACE;
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

/* Those that the jail's ids do not hold anyway. */
static int far_lines(char text[ID_MAP_TEXT_MAX], const struct idmap *map)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < map->group_run_count; i++) {
		const struct id_run *run = &map->group_runs[i];

		if (run->place >= IDMAP_FAR_FIRST && run->place < IDMAP_FAR_FIRST + IDMAP_FAR_COUNT)
			error = id_map_line(text, run->first, map->gid_base + run->place,
					    run->count);
	}
	return error;
}

/* The range, but for what far groups take of it, and for the last place of an own id beyond it. */
static int map_text(char text[ID_MAP_TEXT_MAX], const struct idmap *map, uint32_t base,
		    uint32_t own, bool has_far)
{
	uint32_t end = own < map->count ? map->count : map->count - 1;
	uint32_t far_end = IDMAP_FAR_FIRST + IDMAP_FAR_COUNT;
	int error;

	text[0] = '\0';
	error = id_map_line(text, 0, base, has_far ? IDMAP_FAR_FIRST : end);
	if (error == 0 && has_far)
		error = far_lines(text, map);
	if (error == 0 && has_far)
		error = id_map_line(text, far_end, base + far_end, end - far_end);
	if (error == 0 && own >= map->count)
		error = id_map_line(text, own, base + end, 1);
	return error;
}

int idmap_write(const struct idmap *map, int proc_fd)
{
	char text[ID_MAP_TEXT_MAX];
	int error = map_text(text, map, map->uid_base, map->uid, false);

	if (error == 0)
		error = map_write(proc_fd, "uid_map", text);
	if (error == 0)
		error = map_text(text, map, map->gid_base, map->gid, has_far_group(map));
	return error < 0 ? error : map_write(proc_fd, "gid_map", text);
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

static int mount_map_write(int proc_fd, const char *name, const struct id_runs *runs)
{
	char text[ID_MAP_TEXT_MAX], path[32];
	struct id_spans spans;
	int error;

	(void)snprintf(path, sizeof(path), "/proc/self/%s", name);
	error = id_spans_read(&spans, path);
	if (error == 0)
		error = id_runs_mount_text(text, runs, &spans);
	return error < 0 ? error : map_write(proc_fd, name, text);
}

static int own_map_write(const struct idmap *map, int proc_fd)
{
	const struct id_run uid = { map->uid, idmap_uid(map, map->uid) - map->uid_base, 1 };
	const struct id_runs uids = { map->uid_base, map->count, &uid, 1 };
	const struct id_runs gids = { map->gid_base, map->count, map->group_runs,
				      map->group_run_count };
	int error = mount_map_write(proc_fd, "uid_map", &uids);

	return error < 0 ? error : mount_map_write(proc_fd, "gid_map", &gids);
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
