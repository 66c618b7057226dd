/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Tries what a tenant should not be able to do, and says for each attempt "WHAT: done" or "WHAT:
 * ERRNO". Static, so that it runs in any rootfs. With the setuid bit, "prober root COMMAND..."
 * makes the tenant his own root. It must never: decide whether an answer is a good one.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/pidfd.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/timex.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOVED "/tmp/prober.moved"

/* A result of -1 with errno, or anything else for success. */
static void tell(const char *what, const char *object, long result)
{
	printf("%s%s%s: %s\n", what, object[0] != '\0' ? " " : "", object,
	       result == -1 ? strerrorname_np(errno) : "done");
	(void)fflush(stdout);
}

static int become_root(char **arguments)
{
	if (setresgid(0, 0, 0) < 0 || setresuid(0, 0, 0) < 0) {
		perror("prober: root");
		return 1;
	}
	execvp(arguments[0], arguments);
	perror(arguments[0]);
	return 127;
}

/* In a child each, which ends at once if it has got there. */
static void in_child(const char *what, const char *object, long (*attempt)(void))
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		long result = attempt();

		_exit(result == -1 ? errno : 0);
	}
	(void)waitpid(child, &status, 0);
	if (WIFSIGNALED(status)) {
		printf("%s %s: signal %d\n", what, object, WTERMSIG(status));
		return;
	}
	errno = WEXITSTATUS(status);
	tell(what, object, errno != 0 ? -1 : 0);
}

static void try_remount(const char *path)
{
	struct mount_attr change = { .attr_clr = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID |
						 MOUNT_ATTR_NODEV };

	tell("remount", path, mount(NULL, path, NULL, MS_REMOUNT | MS_BIND, NULL));
	tell("set-attributes", path,
	     syscall(SYS_mount_setattr, AT_FDCWD, path, 0, &change, sizeof(change)));
}

static const char *moved_path;

/* In a copy of the mounts: it would be gone for the next attempt. */
static long by_move(void)
{
	if (unshare(CLONE_NEWNS) < 0)
		return -1;
	return mount(moved_path, MOVED, NULL, MS_MOVE, NULL);
}

static long by_move_mount(void)
{
	if (unshare(CLONE_NEWNS) < 0)
		return -1;
	return move_mount(AT_FDCWD, moved_path, AT_FDCWD, MOVED, 0);
}

/* Mounts that somebody else has made. */
static int probe_locked(char **paths)
{
	(void)mkdir(MOVED, 0700);
	for (; *paths != NULL; paths++) {
		moved_path = *paths;
		try_remount(*paths);
		in_child("move", *paths, by_move);
		in_child("move_mount", *paths, by_move_mount);
		tell("umount", *paths, umount2(*paths, MNT_DETACH));
	}
	(void)rmdir(MOVED);
	return 0;
}

/* A clone without what is mounted on it would show what that hides. */
static int probe_uncover(char **paths)
{
	for (; *paths != NULL; paths++) {
		int tree_fd = open_tree(AT_FDCWD, *paths, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);

		tell("uncover", *paths, tree_fd);
		if (tree_fd >= 0)
			(void)close(tree_fd);
	}
	return 0;
}

/* A file system of a type, made anew, on a place that is there. */
static int probe_mount(char **arguments)
{
	for (; arguments[0] != NULL && arguments[1] != NULL; arguments += 2)
		tell("mount", arguments[0], mount("none", arguments[1], arguments[0], 0, NULL));
	return 0;
}

static int probe_write(char **paths)
{
	for (; *paths != NULL; paths++) {
		int fd = open(*paths, O_WRONLY | O_CLOEXEC);

		tell("write", *paths, fd);
		if (fd >= 0)
			(void)close(fd);
	}
	return 0;
}

static int probe_devices(char **directory)
{
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/prober.node", directory[0]);
	tell("mknod", "mem", mknod(path, S_IFCHR | 0666, makedev(1, 1)));
	tell("mknod", "loop0", mknod(path, S_IFBLK | 0666, makedev(7, 0)));
	tell("mknod", "null", mknod(path, S_IFCHR | 0666, makedev(1, 3)));
	(void)unlink(path);
	return 0;
}

/* What only the host's root may ask of the kernel. */
static int probe_system(char **arguments)
{
	struct {
		struct file_handle head;
		unsigned char bytes[128];
	} handle = { .head = { .handle_bytes = sizeof(handle.bytes) } };
	struct timex nothing = { .modes = ADJ_SETOFFSET }; /* needs the right, and moves nothing */
	int mount_id, root_fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	(void)arguments;
	tell("init_module", "", syscall(SYS_init_module, "", 0UL, ""));
	tell("finit_module", "", syscall(SYS_finit_module, root_fd, "", 0));
	tell("delete_module", "", syscall(SYS_delete_module, "prober", O_NONBLOCK));
	tell("kexec_load", "", syscall(SYS_kexec_load, 0UL, 0UL, NULL, 0UL));
	tell("swapon", "", swapon("/dev/zero", 0));
	tell("adjtimex", "", adjtimex(&nothing));
	tell("syslog", "", syscall(SYS_syslog, 3, (char[16]){ 0 }, 16));
	/* A root that is an overlay has no handles. */
	if (name_to_handle_at(AT_FDCWD, "/", &handle.head, &mount_id, 0) == 0 ||
	    name_to_handle_at(AT_FDCWD, "/tmp", &handle.head, &mount_id, 0) == 0)
		tell("open_by_handle_at", "",
		     open_by_handle_at(root_fd, &handle.head, O_RDONLY | O_CLOEXEC));
	return 0;
}

static void peek_open(int pid, const char *name, int flags)
{
	char path[64];
	int fd;

	(void)snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	fd = open(path, flags | O_CLOEXEC);
	tell("open", name, fd);
	if (fd >= 0)
		(void)close(fd);
}

static void peek_memory(int pid)
{
	char byte;
	const struct iovec local = { &byte, 1 };
	const struct iovec remote = { (void *)(uintptr_t)&peek_memory, 1 };

	tell("process_vm_readv", "", process_vm_readv(pid, &local, 1, &remote, 1, 0));
}

static void peek_trace(int pid)
{
	long result = ptrace(PTRACE_SEIZE, pid, NULL, NULL);

	tell("ptrace", "", result);
	if (result == 0)
		(void)ptrace(PTRACE_DETACH, pid, NULL, NULL);
}

/* "/" after a link follows it: opening needs the right to look through it. */
static int probe_peek(char **arguments)
{
	static const char *const links[] = { "fd",     "root/",	 "cwd/",    "exe", "ns/user",
					     "ns/mnt", "ns/pid", "environ", "maps" };
	int pid = atoi(arguments[0]);
	int pidfd = pidfd_open(pid, 0);

	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		peek_open(pid, links[i], O_RDONLY);
	peek_open(pid, "mem", O_RDWR);
	peek_memory(pid);
	tell("pidfd_getfd", "", pidfd < 0 ? -1 : pidfd_getfd(pidfd, 0, 0));
	tell("setns", "user", pidfd < 0 ? -1 : setns(pidfd, CLONE_NEWUSER));
	peek_trace(pid);
	return 0;
}

static long by_unshare(void)
{
	return unshare(CLONE_NEWUSER);
}

static long ended_if_child(long pid)
{
	if (pid == 0)
		_exit(0);
	return pid;
}

static long by_clone(void)
{
	return ended_if_child(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0));
}

static long by_clone3(void)
{
	struct clone_args arguments = { .flags = CLONE_NEWUSER, .exit_signal = SIGCHLD };

	return ended_if_child(syscall(SYS_clone3, &arguments, sizeof(arguments)));
}

/* The namespace that this process is in: entering it again is EINVAL, another one's EPERM. */
static long by_setns(void)
{
	int fd = open("/proc/1/ns/user", O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -1 : setns(fd, CLONE_NEWUSER);
}

#ifdef __x86_64__
/* The 32-bit entry takes its own numbers; a filter or a limit must not overlook it. */
static long call_32(uint32_t number, uint32_t first)
{
	int32_t result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(number), "b"(first), "c"(0), "d"(0), "S"(0), "D"(0)
			 : "memory", "r8", "r9", "r10", "r11");
	if (result >= 0)
		return result;
	errno = -result;
	return -1;
}

static long by_unshare_32(void)
{
	return call_32(310, CLONE_NEWUSER);
}

static long by_clone_32(void)
{
	return ended_if_child(call_32(120, CLONE_NEWUSER | SIGCHLD));
}

static long by_unshare_x32(void)
{
	return syscall(0x40000000 | SYS_unshare, CLONE_NEWUSER);
}
#endif

static int probe_nested(char **arguments)
{
	(void)arguments;
	in_child("unshare", "", by_unshare);
	in_child("clone", "", by_clone);
	in_child("clone3", "", by_clone3);
	in_child("setns", "", by_setns);
#ifdef __x86_64__
	in_child("unshare-32", "", by_unshare_32);
	in_child("clone-32", "", by_clone_32);
	in_child("unshare-x32", "", by_unshare_x32);
#endif
	return 0;
}

/* Everybody that may be signalled, but this process. */
static int probe_kill(char **arguments)
{
	tell("kill", "-1", kill(-1, atoi(arguments[0])));
	return 0;
}

/* Ids on both sides of the end of the range, for a file and for oneself. */
static int probe_ids(char **arguments)
{
	static const char *const numbers[] = { "65535", "65536", "1000000", "4294967294" };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		uid_t id = (uid_t)strtoul(numbers[i], NULL, 10);

		tell("chown", numbers[i], chown(arguments[0], id, id));
		if (fork() == 0) {
			tell("setuid", numbers[i], setuid(id));
			_exit(0);
		}
		(void)wait(NULL);
	}
	return 0;
}

/* The user's own uid: with his, the group alone decides. */
static long make_as_group(const char *path, uid_t uid, gid_t gid)
{
	if (setgroups(1, &gid) < 0 || setresgid(gid, gid, gid) < 0 || setresuid(uid, uid, uid) < 0)
		_exit(errno);
	return open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 02755);
}

static void try_group(const char *directory, uid_t uid, gid_t gid)
{
	char path[256], number[16];
	int status;
	pid_t child;

	(void)snprintf(number, sizeof(number), "%u", gid);
	(void)snprintf(path, sizeof(path), "%s/as-%u", directory, gid);
	child = fork();
	if (child == 0)
		_exit(make_as_group(path, uid, gid) < 0 ? errno : 0);
	(void)waitpid(child, &status, 0);
	errno = WEXITSTATUS(status);
	tell("make", number, errno != 0 ? -1 : 0);
	(void)snprintf(path, sizeof(path), "%s/given", directory);
	tell("give", number, chown(path, (uid_t)-1, gid));
}

/* Files of groups, by a process that may become each of them: DIRECTORY UID GID... */
static int probe_groups(char **arguments)
{
	for (size_t i = 2; arguments[i] != NULL; i++)
		try_group(arguments[0], (uid_t)strtoul(arguments[1], NULL, 10),
			  (gid_t)strtoul(arguments[i], NULL, 10));
	return 0;
}

static const struct {
	const char *name, *usage;
	int count; /* of arguments, at least */
	int (*run)(char **arguments);
} probes[] = {
	{ "root", "COMMAND...", 1, become_root },
	{ "locked", "PATH...", 1, probe_locked },
	{ "uncover", "PATH...", 1, probe_uncover },
	{ "mount", "TYPE PATH...", 2, probe_mount },
	{ "write", "PATH...", 1, probe_write },
	{ "devices", "DIRECTORY", 1, probe_devices },
	{ "system", "", 0, probe_system },
	{ "peek", "PID", 1, probe_peek },
	{ "nested", "", 0, probe_nested },
	{ "kill", "SIGNAL", 1, probe_kill },
	{ "ids", "FILE", 1, probe_ids },
	{ "groups", "DIRECTORY UID GID...", 3, probe_groups },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof(probes) / sizeof(probes[0]); i++)
		if (argc > 1 && strcmp(argv[1], probes[i].name) == 0 && argc - 2 >= probes[i].count)
			return probes[i].run(argv + 2);
	for (size_t i = 0; i < sizeof(probes) / sizeof(probes[0]); i++)
		(void)fprintf(stderr, "usage: prober %s %s\n", probes[i].name, probes[i].usage);
	return 2;
}
