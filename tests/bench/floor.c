/* SPDX-License-Identifier: BSD-3-Clause */
/* The floor; see floor.h. */
#include "floor.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/cleanup.h"

#define PLAIN  (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV)
#define KERNEL (PLAIN | MOUNT_ATTR_NOEXEC)

/* Ends the process that builds: what it has made goes with it, and the pipe tells. */
static int must(long result)
{
	if (result < 0)
		_exit(1);
	return (int)result;
}

static int fresh(const char *type, const char *const options[][2], unsigned int attributes)
{
	int context = must(fsopen(type, FSOPEN_CLOEXEC));
	int tree;

	for (; options != NULL && (*options)[0] != NULL; options++)
		must(fsconfig(context, FSCONFIG_SET_STRING, (*options)[0], (*options)[1], 0));
	must(fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0));
	tree = must(fsmount(context, FSMOUNT_CLOEXEC, attributes));
	(void)close(context);
	return tree;
}

static int cloned(int directory, const char *path, unsigned long attributes)
{
	struct mount_attr change = { .attr_set = attributes, .propagation = MS_PRIVATE };
	int tree = must(
		open_tree(directory, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH));

	must(mount_setattr(tree, "", AT_EMPTY_PATH, &change, sizeof(change)));
	return tree;
}

static void attach(int tree, int root, const char *path)
{
	must(move_mount(tree, "", root, path, MOVE_MOUNT_F_EMPTY_PATH));
}

static void attach_fresh(const char *type, const char *const options[][2], unsigned int attributes,
			 int root, const char *path)
{
	int tree = fresh(type, options, attributes);

	attach(tree, root, path);
	(void)close(tree);
}

static void proc_make(int stage, int root)
{
	static const char *const options[][2] = { { "hidepid", "invisible" }, { NULL, NULL } };
	static const char *const readonly[] = { "proc/sys",	"proc/irq",  "proc/bus",
						"proc/fs",	"proc/mtrr", "proc/driver",
						"proc/pressure" };
	static const char *const masked[] = {
		"proc/keys",	    "proc/locks",      "proc/key-users",  "proc/timer_list",
		"proc/kmsg",	    "proc/kallsyms",   "proc/kpagecount", "proc/kpageflags",
		"proc/kpagecgroup", "proc/interrupts", "proc/softirqs",	  "proc/vmallocinfo",
		"proc/slabinfo",    "proc/iomem",      "proc/ioports",
	};
	static const char *const masked_directories[] = { "proc/acpi", "proc/sys/fs/binfmt_misc" };

	attach_fresh("proc", options, KERNEL, root, "proc");
	for (size_t i = 0; i < ARRAY_SIZE(readonly); i++)
		if (faccessat(root, readonly[i], F_OK, 0) == 0)
			attach(cloned(root, readonly[i], KERNEL | MOUNT_ATTR_RDONLY), root,
			       readonly[i]);
	for (size_t i = 0; i < ARRAY_SIZE(masked); i++)
		if (faccessat(root, masked[i], F_OK, 0) == 0)
			attach(cloned(stage, "empty", KERNEL | MOUNT_ATTR_RDONLY), root, masked[i]);
	for (size_t i = 0; i < ARRAY_SIZE(masked_directories); i++)
		if (faccessat(root, masked_directories[i], F_OK, 0) == 0)
			attach(cloned(stage, "nothing", KERNEL | MOUNT_ATTR_RDONLY), root,
			       masked_directories[i]);
}

static void dev_make(int root, int log)
{
	static const char *const options[][2] = { { "mode", "0755" },
						  { "size", "64k" },
						  { NULL, NULL } };
	static const char *const pts[][2] = { { "mode", "0620" },
					      { "ptmxmode", "0666" },
					      { NULL, NULL } };
	static const unsigned int nodes[][2] = { { 1, 3 }, { 1, 5 }, { 1, 7 },
						 { 1, 8 }, { 1, 9 }, { 5, 0 } };
	static const char *const links[] = { "ptmx", "fd", "stdin", "stdout", "stderr" };
	struct mount_attr readonly = { .attr_set = MOUNT_ATTR_RDONLY };
	char name[2] = "a";
	int dev = fresh("tmpfs", options, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC);

	for (size_t i = 0; i < ARRAY_SIZE(nodes); i++, name[0]++)
		must(mknodat(dev, name, S_IFCHR | 0666, makedev(nodes[i][0], nodes[i][1])));
	must(mkdirat(dev, "pts", 0755));
	must(mkdirat(dev, "shm", 0755));
	must(mkdirat(dev, "mqueue", 0755));
	for (size_t i = 0; i < ARRAY_SIZE(links); i++)
		must(symlinkat("/proc/self/fd", dev, links[i]));
	(void)close(must(openat(dev, "log", O_WRONLY | O_CREAT | O_CLOEXEC, 0600)));
	attach(dev, root, "dev");
	if (log >= 0)
		attach(log, dev, "log");
	must(mount_setattr(dev, "", AT_EMPTY_PATH, &readonly, sizeof(readonly)));
	attach_fresh("devpts", pts, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC, dev, "pts");
	attach_fresh("mqueue", NULL, KERNEL, dev, "mqueue");
}

static void tmpfs_make(int root)
{
	static const char *const paths[] = { "tmp", "run", "dev/shm", "var/tmp", "run/user" };
	static const char *const options[][2] = { { "mode", "1777" },
						  { "size", "64m" },
						  { NULL, NULL } };

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		if (strcmp(paths[i], "run/user") == 0)
			must(mkdirat(root, paths[i], 0755));
		attach_fresh("tmpfs", options, PLAIN, root, paths[i]);
	}
}

/* The rootfs has no place for a home, so its parent is covered. */
static void home_make(int root, int home)
{
	static const char *const options[][2] = { { "mode", "0755" }, { NULL, NULL } };
	int holder = fresh("tmpfs", options, PLAIN);

	attach(holder, root, "home");
	must(mkdirat(holder, "user", 0700));
	attach(home, holder, "user");
	(void)close(holder);
}

static int stage_make(void)
{
	static const char *const options[][2] = { { "mode", "0755" }, { NULL, NULL } };
	static const char *const files[] = { "empty", "etc/passwd", "etc/group" };
	int stage = fresh("tmpfs", options, KERNEL);

	must(mkdirat(stage, "root", 0755));
	must(mkdirat(stage, "etc", 0755));
	must(mkdirat(stage, "nothing", 0));
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		(void)close(must(openat(stage, files[i], O_WRONLY | O_CREAT | O_CLOEXEC, 0644)));
	must(move_mount(stage, "", AT_FDCWD, "/dev", MOVE_MOUNT_F_EMPTY_PATH));
	return stage;
}

static void etc_make(int stage, int root)
{
	int upper = must(openat(stage, "etc", O_PATH | O_CLOEXEC));
	int lower = must(openat(root, "etc", O_PATH | O_CLOEXEC));
	char layers[64];
	const char *const options[][2] = { { "lowerdir", layers }, { NULL, NULL } };

	(void)snprintf(layers, sizeof(layers), "/proc/self/fd/%d:/proc/self/fd/%d", upper, lower);
	attach_fresh("overlay", options, PLAIN | MOUNT_ATTR_RDONLY, root, "etc");
}

static void pivot(int root)
{
	must(fchdir(root));
	must(syscall(SYS_pivot_root, ".", "."));
	must(umount2(".", MNT_DETACH));
	must(chdir("/"));
}

static void loopback_up(void)
{
	struct ifreq interface = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int fd = must(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));

	must(ioctl(fd, SIOCSIFFLAGS, &interface));
}

/* What comes from the host, held before. */
struct trees {
	int rootfs, home, log;
};

static void build(const struct trees *trees, bool has_network)
{
	int rootfs = trees->rootfs;
	int stage;

	must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
	stage = stage_make();
	attach(rootfs, stage, "root");
	proc_make(stage, rootfs);
	dev_make(rootfs, trees->log);
	etc_make(stage, rootfs);
	tmpfs_make(rootfs);
	home_make(rootfs, trees->home);
	pivot(rootfs);
	must(sethostname("floor", 5));
	if (has_network)
		loopback_up();
}

/* The jail's first process: says when it stands, and waits for its end. */
static pid_t jail_start(const struct trees *trees, bool has_network, int ready)
{
	struct clone_args arguments = { .flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS |
						 CLONE_NEWIPC | CLONE_NEWCGROUP |
						 (has_network ? CLONE_NEWNET : 0U),
					.exit_signal = SIGCHLD };
	pid_t pid = (pid_t)syscall(SYS_clone3, &arguments, sizeof(arguments));

	if (pid != 0)
		return pid;
	build(trees, has_network);
	(void)!write(ready, "", 1);
	for (;;)
		(void)pause();
}

static int empty_run(const char *program)
{
	char *const arguments[] = { NULL }, *const environment[] = { NULL };
	pid_t pid;
	int error = posix_spawn(&pid, program, NULL, NULL, arguments, environment);

	if (error != 0)
		return -1;
	return waitpid(pid, NULL, 0) == pid ? 0 : -1;
}

static int tree_of(const char *path, unsigned long attributes)
{
	struct mount_attr change = { .attr_set = attributes, .propagation = MS_PRIVATE };
	int tree = open_tree(AT_FDCWD, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);

	if (tree >= 0)
		(void)mount_setattr(tree, "", AT_EMPTY_PATH, &change, sizeof(change));
	return tree;
}

int floor_run(const char *rootfs, const char *home, bool has_network, const char *empty_program)
{
	const struct trees trees = { tree_of(rootfs, PLAIN | MOUNT_ATTR_RDONLY),
				     tree_of(home, PLAIN), tree_of("/dev/log", KERNEL) };
	int ready[2], result = -1;
	char byte;
	pid_t pid;

	if (trees.rootfs < 0 || trees.home < 0 || pipe2(ready, O_CLOEXEC) < 0)
		return -1;
	pid = jail_start(&trees, has_network, ready[1]);
	(void)close(ready[1]);
	(void)close(trees.rootfs);
	(void)close(trees.home);
	(void)close(trees.log);
	if (pid > 0 && read(ready[0], &byte, 1) == 1)
		result = empty_run(empty_program);
	(void)close(ready[0]);
	return pid > 0 ? (kill(pid, SIGKILL), result) : -1;
}
