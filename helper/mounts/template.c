/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The template of mount namespaces; see template.h. The pin is a bind of the namespace on a file.
 * It lies on a tmpfs of its own that is private, because the kernel does not let such a bind
 * propagate (mount_namespaces(7)), and /run is shared on most machines.
 */
#include "mounts/template.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <sys/wait.h>

#include "mounts/stage.h"
#include "shared/cleanup.h"
#include "shared/message.h"
#include "system/mount_tree.h"
#include "system/new_file.h"
#include "system/report.h"

#define PIN_DIRECTORY "template"
#define PIN	      "mnt"

#define MAKE_TIMEOUT_MS 1500

/* As many as there are processors that a namespace can be made on, up to this. */
#define MAKE_TRIES 32

#define TEMPLATE_ATTRIBUTES (MOUNT_ATTRIBUTES_PLAIN | MOUNT_ATTR_NOEXEC)

static bool is_same_inode(int fd, const char *path)
{
	struct stat one, other;

	return fstat(fd, &one) == 0 && stat(path, &other) == 0 && one.st_dev == other.st_dev &&
	       one.st_ino == other.st_ino;
}

/* A mount namespace of this user namespace's, and another one than ours. */
static bool is_template(int fd)
{
	_cleanup_close_ int owner_fd = NO_FD;
	struct statfs status;

	if (fd < 0 || fstatfs(fd, &status) < 0 || status.f_type != NSFS_MAGIC ||
	    ioctl(fd, NS_GET_NSTYPE) != CLONE_NEWNS || is_same_inode(fd, "/proc/self/ns/mnt"))
		return false;
	owner_fd = ioctl(fd, NS_GET_USERNS);
	return owner_fd >= 0 && is_same_inode(owner_fd, "/proc/self/ns/user");
}

/* A new tree that becomes the root of everything in it. */
static int root_make(void)
{
	static const struct mount_option options[] = { { "source", "tmpfs" },
						       { "mode", "0755" },
						       { "size", "64k" },
						       { "nr_inodes", "64" },
						       { NULL, NULL } };
	static const char *const directories[] = TEMPLATE_DIRECTORIES;
	struct report report = { .socket_fd = NO_FD };
	_cleanup_close_ int fd = mount_tree_make("tmpfs", options, TEMPLATE_ATTRIBUTES, &report);
	int error;

	if (fd < 0)
		return fd;
	for (size_t i = 0; i < ARRAY_SIZE(directories); i++)
		if (mkdirat(fd, directories[i], 0755) < 0 ||
		    fchmodat(fd, directories[i], 0755, 0) < 0)
			return -errno;
	error = stage_furnish(fd);
	return error < 0 ? error : TAKE_FD(fd);
}

/* Nobody is ever in it but its maker, so this finds a mistake and no attack. */
static bool is_root_bare(void)
{
	const unsigned long flags = ST_RDONLY | ST_NOSUID | ST_NODEV | ST_NOEXEC;
	struct statvfs mount;
	struct statfs file_system;
	struct stat status;

	return statvfs("/", &mount) == 0 && (mount.f_flag & flags) == flags &&
	       statfs("/", &file_system) == 0 && file_system.f_type == TMPFS_MAGIC &&
	       stat("/", &status) == 0 && status.st_uid == 0;
}

static int namespace_fill(void)
{
	_cleanup_close_ int fd = NO_FD;
	int error;

	if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return -errno;
	fd = root_make();
	if (fd < 0)
		return fd;
	error = mount_tree_attach_at(fd, AT_FDCWD, STAGE_PLACE);
	if (error < 0)
		return error;
	if (fchdir(fd) < 0 || pivot_root(".", ".") < 0 || umount2(".", MNT_DETACH) < 0)
		return -errno;
	return mount_tree_restrict(fd, TEMPLATE_ATTRIBUTES | MOUNT_ATTR_RDONLY, false);
}

/*
 * A namespace can be pinned only where an older one is mounted (ELOOP), and its age is its id.
 * Newer kernels give each processor a store of ids of its own, so what was made last may look
 * older; but not if it is made on the same processor as the one that we are in.
 */
static void processor_choose(int turn)
{
	cpu_set_t allowed, chosen;

	if (sched_getaffinity(0, sizeof(allowed), &allowed) < 0)
		return;
	turn %= CPU_COUNT(&allowed);
	CPU_ZERO(&chosen);
	for (size_t i = 0; i < CPU_SETSIZE; i++)
		if (CPU_ISSET(i, &allowed) && turn-- == 0)
			CPU_SET(i, &chosen);
	(void)sched_setaffinity(0, sizeof(chosen), &chosen);
}

/* Tells the namespace that it is in by then; /proc is out of sight there, so it is held before. */
_Noreturn static void maker_main(int told_fd, int turn)
{
	_cleanup_close_ int own_fd = open("/proc/self/ns", O_PATH | O_DIRECTORY | O_CLOEXEC);
	_cleanup_close_ int fd = NO_FD;
	uint8_t byte = 0;

	processor_choose(turn);
	if (own_fd < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || namespace_fill() < 0)
		_exit(EXIT_FAILURE);
	fd = openat(own_fd, "mnt", O_RDONLY | O_CLOEXEC);
	/* To its very root: who is chrooted has filled something else. */
	if (fd < 0 || setns(fd, CLONE_NEWNS) < 0 || !is_root_bare())
		_exit(EXIT_FAILURE);
	_exit(message_send(told_fd, &byte, sizeof(byte), &fd, 1) == 0 ? EXIT_SUCCESS
								      : EXIT_FAILURE);
}

static int namespace_hear(int told_fd)
{
	int fds[MESSAGE_FDS_MAX] = { NO_FD, NO_FD };
	uint8_t byte;
	ssize_t length =
		message_receive(told_fd, &byte, sizeof(byte), fds, boottime_ms() + MAKE_TIMEOUT_MS);

	cleanup_close(&fds[1]);
	return length == sizeof(byte) ? fds[0] : length < 0 ? (int)length : -ECHILD;
}

/* In a process of its own: ours must not leave the host's tree, and comes back from nowhere. */
static int namespace_make(int turn)
{
	int told_fds[2];
	pid_t pid;
	int fd;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, told_fds) < 0)
		return -errno;
	pid = fork();
	if (pid == 0)
		maker_main(told_fds[1], turn);
	(void)close(told_fds[1]);
	fd = pid < 0 ? -errno : namespace_hear(told_fds[0]);
	(void)close(told_fds[0]);
	if (pid > 0)
		(void)kill(pid, SIGKILL);
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	return fd;
}

/* The tmpfs of the pin, with the file that it is to cover. */
static int pin_place_make(int directory_fd)
{
	static const struct mount_option options[] = { { "source", "tmpfs" },
						       { "mode", "0700" },
						       { "size", "64k" },
						       { "nr_inodes", "16" },
						       { NULL, NULL } };
	struct report report = { .socket_fd = NO_FD };
	_cleanup_close_ int fd = mount_tree_make("tmpfs", options, TEMPLATE_ATTRIBUTES, &report);
	int error = fd < 0 ? fd : new_file_write(fd, PIN, "", 0);

	if (error == 0)
		error = mount_tree_attach(fd, directory_fd);
	/* Below a shared mount it has become one; this makes it private again. */
	if (error == 0)
		error = mount_tree_restrict(fd, TEMPLATE_ATTRIBUTES, false);
	return error < 0 ? error : TAKE_FD(fd);
}

static bool is_mount_root(int fd)
{
	struct statx status;

	return statx(fd, "", AT_EMPTY_PATH, 0, &status) == 0 &&
	       (status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}

static int pin_attach(int place_fd, int namespace_fd)
{
	_cleanup_close_ int target_fd = openat(place_fd, PIN, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	_cleanup_close_ int tree_fd = NO_FD;

	if (target_fd < 0)
		return -errno;
	tree_fd = mount_tree_clone(namespace_fd, TEMPLATE_ATTRIBUTES, false);
	return tree_fd < 0 ? tree_fd : mount_tree_attach(tree_fd, target_fd);
}

/* What is left of an older one, as in a mount namespace that was copied, serves again. */
static int pin_make(int directory_fd)
{
	_cleanup_close_ int place_fd = is_mount_root(directory_fd)
					       ? fcntl(directory_fd, F_DUPFD_CLOEXEC, 3)
					       : pin_place_make(directory_fd);
	int error = -ELOOP;

	if (place_fd < 0)
		return place_fd;
	for (int i = 0; error == -ELOOP && i < MAKE_TRIES; i++) {
		_cleanup_close_ int fd = namespace_make(i);

		if (fd < 0)
			return fd;
		error = pin_attach(place_fd, fd);
		if (error == 0)
			return TAKE_FD(fd);
	}
	return error;
}

/* Where it can not be had, a file in the place of the directory spares later logins the attempt. */
static void pin_give_up(int state_fd)
{
	_cleanup_close_ int fd = NO_FD;
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d/" PIN_DIRECTORY, state_fd);
	(void)umount2(path, MNT_DETACH | UMOUNT_NOFOLLOW);
	if (unlinkat(state_fd, PIN_DIRECTORY, AT_REMOVEDIR) == 0)
		fd = openat(state_fd, PIN_DIRECTORY, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
}

/* Who finds another login at it does without. */
static int make_alone(int state_fd)
{
	_cleanup_close_ int lock_fd = openat(state_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_cleanup_close_ int directory_fd = NO_FD;

	int fd;

	if (lock_fd < 0 || flock(lock_fd, LOCK_EX | LOCK_NB) < 0)
		return -errno;
	if (mkdirat(state_fd, PIN_DIRECTORY, 0700) < 0 && errno != EEXIST)
		return -errno;
	directory_fd =
		openat(state_fd, PIN_DIRECTORY, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (directory_fd < 0)
		return -errno;
	fd = pin_make(directory_fd);
	/* What only lasted too long, or found no room, may go well the next time. */
	if (fd < 0 && fd != -ETIMEDOUT && fd != -ECHILD && fd != -ENOMEM)
		pin_give_up(state_fd);
	return fd;
}

int template_open(int state_fd)
{
	_cleanup_close_ int fd = openat(state_fd, PIN_DIRECTORY "/" PIN,
					O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);

	if (is_template(fd))
		return TAKE_FD(fd);
	return fd < 0 && errno == ENOTDIR ? -ENOTDIR : make_alone(state_fd);
}

/* The /proc of who made the template may be that of another pid namespace. */
int template_enter(int template_fd)
{
	_cleanup_close_ int own_fd = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	_cleanup_close_ int proc_fd = NO_FD;

	if (own_fd < 0)
		return -errno;
	proc_fd = mount_tree_clone(own_fd, TEMPLATE_ATTRIBUTES, false);
	if (proc_fd < 0)
		return proc_fd;
	if (setns(template_fd, CLONE_NEWNS) < 0 || unshare(CLONE_NEWNS) < 0)
		return -errno;
	return is_root_bare() ? mount_tree_attach_at(proc_fd, AT_FDCWD, "/proc") : -EXDEV;
}
