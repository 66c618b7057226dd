/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "namespace_join.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "reason.h"
#include "shared/cleanup.h"
#include "shared/namespace_id.h"

/* Links of /proc/PID/task: ".", the one of its parent, and one for each thread. */
#define TASK_LINKS_SINGLE 3

#define PID_NAMESPACE_MAX 64

void namespace_join_init(struct namespace_join *join)
{
	memset(join, 0, sizeof(*join));
	join->directory_fd = NO_FD;
	join->root_fd = NO_FD;
	join->cwd_fd = NO_FD;
	join->probe_fd = NO_FD;
	for (size_t i = 0; i < NAMESPACE_COUNT; i++)
		join->own_fds[i] = NO_FD;
}

/* 0 if this process is its only thread. */
static int check_threads(const struct namespace_join *join)
{
	struct stat status;

	if (fstatat(join->directory_fd, "../..", &status, 0) < 0)
		return -errno;
	return status.st_nlink == TASK_LINKS_SINGLE ? 0 : -EUSERS;
}

/* "pid:[NUMBER]". SELinux has no say about the text of a link, as it has about what it leads to. */
static int pid_namespace_read(const struct namespace_join *join, const char *name,
			      char ret_text[PID_NAMESPACE_MAX])
{
	ssize_t length = readlinkat(join->directory_fd, name, ret_text, PID_NAMESPACE_MAX - 1);

	if (length < 0)
		return -errno;
	ret_text[length] = '\0';
	return 0;
}

/*
 * Whoever has joined a jail stays in its own pid namespace and has children in another; nobody
 * else does, short of an application that plays with namespaces itself. In the jail's own /proc
 * this process has no entry at all.
 */
static int check_outside(const struct namespace_join *join, struct reason *reason)
{
	char own[PID_NAMESPACE_MAX], children[PID_NAMESPACE_MAX];
	int error = pid_namespace_read(join, "pid", own);

	if (error == 0)
		error = pid_namespace_read(join, "pid_for_children", children);
	if (error < 0)
		return reason_add(reason, -error, "the caller's pid namespace");
	if (strcmp(own, children) != 0)
		return reason_add(reason, EALREADY, "the caller is in a jail");
	return 0;
}

/* The other chroot, into a directory where something is mounted, shows when the way back is gone.
 */
static int check_root(struct reason *reason)
{
	struct statx root;

	if (statx(AT_FDCWD, "/", 0, 0, &root) < 0)
		return reason_add(reason, errno, "the caller's root directory");
	if ((root.stx_attributes & STATX_ATTR_MOUNT_ROOT) == 0)
		return reason_add(reason, 0, "the caller is chrooted");
	return 0;
}

int namespace_join_prepare(struct namespace_join *join, struct reason *reason)
{
	int error;

	join->directory_fd = open("/proc/thread-self/ns", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (join->directory_fd < 0)
		return reason_add(reason, errno, "'/proc/thread-self/ns' can not be opened");
	error = check_root(reason);
	return error < 0 ? error : check_outside(join, reason);
}

/* The flags of the verdict's namespaces, each of a known kind; 0 if there is something wrong. */
static uint32_t verdict_flags(const struct verdict *verdict)
{
	const uint32_t needed = CLONE_NEWNS | CLONE_NEWPID;
	uint32_t flags = 0;

	for (size_t i = 0; i < verdict->namespace_count; i++) {
		uint32_t flag = verdict->namespaces[i].flag;
		const struct namespace_kind *kind = namespace_kinds;

		while (kind->flag != 0 && kind->flag != flag)
			kind++;
		if (kind->flag == 0 || (flags & flag) != 0)
			return 0;
		flags |= flag;
	}
	return (flags & needed) == needed ? flags : 0;
}

static int look_at_own(struct namespace_join *join, const struct namespace_kind *kind)
{
	struct stat status;
	int fd = openat(join->directory_fd, kind->proc_name, O_RDONLY | O_CLOEXEC);

	/* A kind that this kernel does not have can not be the jail's. */
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	join->own_fds[join->count] = fd;
	if (fstat(fd, &status) < 0)
		return -errno;
	join->own[join->count++] = (struct namespace_id){ .flag = kind->flag,
							  .device = status.st_dev,
							  .inode = status.st_ino };
	return 0;
}

static void own_forget(struct namespace_join *join)
{
	cleanup_close(&join->root_fd);
	cleanup_close(&join->cwd_fd);
	join->root_fd = join->cwd_fd = NO_FD;
	for (size_t i = 0; i < NAMESPACE_COUNT; i++) {
		cleanup_close(&join->own_fds[i]);
		join->own_fds[i] = NO_FD;
	}
	join->count = 0;
}

static int look_around(struct namespace_join *join)
{
	for (const struct namespace_kind *kind = namespace_kinds; kind->flag != 0; kind++) {
		int error = look_at_own(join, kind);

		if (error < 0)
			return error;
	}
	join->root_fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	join->cwd_fd = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	return join->root_fd < 0 || join->cwd_fd < 0 ? -errno : 0;
}

int namespace_join_look(struct namespace_join *join, struct reason *reason)
{
	int error = check_threads(join);

	if (error == -EUSERS)
		return reason_add(reason, 0, "the caller has threads");
	if (error < 0)
		return reason_add(reason, -error, "the caller's threads can not be counted");
	own_forget(join);
	error = look_around(join);
	if (error < 0)
		return reason_add(reason, -error, "the caller's own namespaces");
	return 0;
}

/* Of a namespace without a way back nothing is held. */
static void own_keep(struct namespace_join *join)
{
	size_t kept = 0;

	for (size_t i = 0; i < join->count; i++) {
		int fd = TAKE_FD(join->own_fds[i]);
		bool is_jails = (join->flags & join->own[i].flag) != 0;

		if (is_jails)
			join->own[kept] = join->own[i];
		if (is_jails && !join->is_one_way)
			join->own_fds[kept] = fd;
		else
			cleanup_close(&fd);
		kept += is_jails;
	}
	join->count = kept;
}

static int hold_probe(struct namespace_join *join)
{
	join->probe_fd = open(STATE_DIR, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return join->probe_fd < 0 ? -errno : 0;
}

int namespace_join_hold(struct namespace_join *join, const struct verdict *verdict,
			struct reason *reason)
{
	int error;

	join->flags = verdict_flags(verdict);
	join->is_one_way = (join->flags & CLONE_NEWUSER) != 0;
	if (join->flags == 0)
		return reason_add(reason, EPROTO, "the helper's list of namespaces");
	memcpy(join->jail, verdict->namespaces, sizeof(join->jail));
	own_keep(join);
	if (join->count != verdict->namespace_count)
		return reason_add(reason, ENOENT, "the caller's own namespaces");
	error = join->is_one_way ? hold_probe(join) : 0;
	return error < 0 ? reason_add(reason, -error, "'%s'", STATE_DIR) : 0;
}

static bool is_in(const struct namespace_join *join, int directory_fd,
		  const struct namespace_id *expected)
{
	struct namespace_id found[NAMESPACE_COUNT];
	int count = namespace_ids_read(directory_fd, join->flags, found);

	return count >= 0 && (size_t)count == join->count &&
	       namespace_ids_equal(found, expected, join->count);
}

static int own_mount_fd(const struct namespace_join *join)
{
	for (size_t i = 0; i < join->count; i++)
		if (join->own[i].flag == CLONE_NEWNS)
			return join->own_fds[i];
	return NO_FD;
}

static bool is_same_root(const struct statx *one, const struct statx *other)
{
	return one->stx_mnt_id == other->stx_mnt_id && one->stx_ino == other->stx_ino &&
	       one->stx_dev_major == other->stx_dev_major &&
	       one->stx_dev_minor == other->stx_dev_minor;
}

/*
 * The way back, gone while it leads nowhere. Into all namespaces at once setns(2) also takes a
 * process that shares root and working directory, and the other one's with it, but it does not
 * take it back into the mount namespace alone.
 */
static int check_way_back(const struct namespace_join *join, struct reason *reason)
{
	struct statx before, after;

	if (statx(AT_FDCWD, "/", 0, STATX_INO | STATX_MNT_ID, &before) < 0)
		return reason_add(reason, errno, "the caller's root directory");
	if (setns(own_mount_fd(join), CLONE_NEWNS) < 0)
		return errno == EINVAL ? reason_add(reason, 0,
						    "the caller shares its working directory with "
						    "another process")
				       : reason_add(reason, errno, "the caller's mount namespace");
	if (statx(AT_FDCWD, "/", 0, STATX_INO | STATX_MNT_ID, &after) < 0)
		return reason_add(reason, errno, "the caller's root directory");
	return is_same_root(&before, &after) ? 0 : reason_add(reason, 0, "the caller is chrooted");
}

int namespace_join_enter(struct namespace_join *join, int init_fd, struct reason *reason)
{
	int error = join->is_one_way ? 0 : check_way_back(join, reason);

	if (error < 0)
		return error;
	if (setns(init_fd, (int)join->flags) < 0)
		return reason_add(reason, errno, "the jail can not be joined: setns");
	join->is_away = true;
	if (!is_in(join, join->directory_fd, join->jail))
		return reason_add(reason, EXDEV, "the join led elsewhere");
	return 0;
}

static bool are_ids_root(void)
{
	uid_t uid, euid, suid;
	gid_t gid, egid, sgid;

	return getresuid(&uid, &euid, &suid) == 0 && getresgid(&gid, &egid, &sgid) == 0 &&
	       uid == 0 && euid == 0 && suid == 0 && gid == 0 && egid == 0 && sgid == 0 &&
	       getgroups(0, NULL) == 0;
}

/* What the application does next: it takes the user's groups and ids. */
static bool can_change_ids(void)
{
	const uint32_t needed = 1U << CAP_SETUID | 1U << CAP_SETGID;
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];

	return syscall(SYS_capget, &header, sets) == 0 && (sets[0].effective & needed) == needed;
}

static bool is_host_root_gone(const struct namespace_join *join)
{
	int fd = openat(join->probe_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0)
		(void)close(fd);
	return fd < 0 && errno == EACCES;
}

int namespace_join_become(const struct namespace_join *join, struct reason *reason)
{
	if (!join->is_one_way)
		return 0;
	if (setgroups(0, NULL) < 0 || setresgid(0, 0, 0) < 0 || setresuid(0, 0, 0) < 0)
		return reason_add(reason, errno, "the ids of the jail's root can not be taken");
	if (!are_ids_root() || !can_change_ids())
		return reason_add(reason, EPERM, "the ids of the jail's root were not taken");
	if (!is_host_root_gone(join))
		return reason_add(reason, EPERM, "the host's root was not given up");
	return 0;
}

/* Without the directory there is still the count: the first step of the way out tells. */
bool namespace_join_is_inside(const struct namespace_join *join)
{
	return join->directory_fd < 0 ? join->left_count == 0
				      : is_in(join, join->directory_fd, join->jail);
}

/* setns(2) of a mount namespace leads to its root; a chrooted caller was somewhere else. */
static int restore_directories(const struct namespace_join *join)
{
	if (join->root_fd < 0)
		return 0;
	if (fchdir(join->root_fd) < 0 || chroot(".") < 0 || fchdir(join->cwd_fd) < 0)
		return -errno;
	return 0;
}

/*
 * Once settled, setns(2) has led to "/" and the directory is looked at from there: the application
 * may have used up its descriptors.
 */
static int check_home(const struct namespace_join *join)
{
	bool is_home;

	if (join->directory_fd >= 0)
		return is_in(join, join->directory_fd, join->own) ? 0 : -EXDEV;
	if (chdir("/proc/thread-self/ns") < 0)
		return -errno;
	is_home = is_in(join, AT_FDCWD, join->own);
	if (chdir("/") < 0)
		return -errno;
	return is_home ? 0 : -EXDEV;
}

/*
 * From the last to the first, so the mount namespace is left before the others: with it a caller
 * that has threads is found out while it is still wholly inside (EINVAL), and the host's /proc is
 * in reach for the proof.
 */
int namespace_join_leave(struct namespace_join *join)
{
	int error;

	if (join->is_one_way && join->is_away)
		return -EPERM;
	for (size_t i = join->is_away ? join->count : 0; i-- > 0; join->left_count++)
		if (setns(join->own_fds[i], (int)join->own[i].flag) < 0)
			return -errno;
	error = check_home(join);
	return error < 0 ? error : restore_directories(join);
}

void namespace_join_settle(struct namespace_join *join)
{
	int *const fds[] = { &join->directory_fd, &join->root_fd, &join->cwd_fd, &join->probe_fd };

	for (size_t i = 0; i < ARRAY_SIZE(fds); i++) {
		cleanup_close(fds[i]);
		*fds[i] = NO_FD;
	}
}

void namespace_join_clear(struct namespace_join *join)
{
	namespace_join_settle(join);
	own_forget(join);
	namespace_join_init(join);
}
