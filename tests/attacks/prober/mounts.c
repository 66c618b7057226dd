/* SPDX-License-Identifier: BSD-3-Clause */
/* Class C: mounts, the way out of the root, devices and setuid files. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe.h"

#define MOUNTINFO "/proc/self/mountinfo"
#define NODE	  "/tmp/prober.node"

/* Of what tells about the host, a byte. */
static long read_masked(void)
{
	static const char *const paths[] = { "/proc/kcore",	  "/proc/timer_list",
					     "/proc/kallsyms",	  "/proc/keys",
					     "/proc/interrupts",  "/proc/iomem",
					     "/proc/vmallocinfo", "/proc/sched_debug",
					     "/proc/locks" };
	char byte;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		int fd = open(paths[i], O_RDONLY | O_NONBLOCK | O_CLOEXEC);

		if (fd >= 0 && read(fd, &byte, 1) == 1)
			return 0;
		if (fd >= 0)
			(void)close(fd);
	}
	return refuse(ENODATA);
}

static long unmask(void)
{
	return umount2("/proc/keys", MNT_DETACH);
}

/* Behind the mount point stands " - ", before that the optional fields. */
static bool is_shared(char *line)
{
	return strstr(line, " shared:") != NULL || strstr(line, " propagate_from:") != NULL;
}

static long shared_mount(void)
{
	return any_line(MOUNTINFO, is_shared);
}

static long break_chroot(void)
{
	struct stat before, after;
	int fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &before) < 0)
		return -1;
	(void)mkdir("/tmp/prober.root", 0700);
	if (chroot("/tmp/prober.root") < 0 || fchdir(fd) < 0)
		return -1;
	for (int i = 0; i < 64; i++)
		if (chdir("..") < 0)
			return -1;
	if (chroot(".") < 0 || stat("/", &after) < 0)
		return -1;
	return before.st_ino == after.st_ino && before.st_dev == after.st_dev ? refuse(EXDEV) : 0;
}

static long root_of_init(void)
{
	return access("/proc/self", F_OK) < 0
		       ? refuse(NOT_HERE)
		       : open("/proc/1/root/.", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static long make_node(mode_t type, unsigned int major, unsigned int minor)
{
	long result = mknod(NODE, type | 0600, makedev(major, minor));

	if (result == 0)
		(void)unlink(NODE);
	return result;
}

static long make_memory(void)
{
	return make_node(S_IFCHR, 1, 1);
}

static long make_disk(void)
{
	return make_node(S_IFBLK, 7, 0);
}

/* The mount point and its options, the fifth and sixth words of a line. */
static bool lacks(char *line, const char *option)
{
	char point[4096], options[512];

	if (sscanf(line, "%*s %*s %*s %*s %4095s %511s", point, options) != 2)
		return false;
	/* /dev and what lies below it are there for devices. */
	if (strcmp(option, "nodev") == 0 && strncmp(point, "/dev", 4) == 0)
		return false;
	for (char *rest, *word = strtok_r(options, ",", &rest); word != NULL;
	     word = strtok_r(NULL, ",", &rest))
		if (strcmp(word, option) == 0)
			return false;
	return true;
}

static bool allows_devices(char *line)
{
	return lacks(line, "nodev");
}

static bool allows_setuid(char *line)
{
	return lacks(line, "nosuid");
}

static long mount_with_devices(void)
{
	return any_line(MOUNTINFO, allows_devices);
}

static long mount_with_setuid(void)
{
	return any_line(MOUNTINFO, allows_setuid);
}

static long run_setuid(void)
{
	struct stat status;
	int result;
	pid_t child;

	if (getuid() == 0 || stat(own_path, &status) < 0 || status.st_uid != 0 ||
	    (status.st_mode & S_ISUID) == 0)
		return refuse(NOT_HERE);
	child = fork();
	if (child == 0) {
		(void)execl(own_path, own_path, "is-root", (char *)NULL);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &result, 0) != child)
		return -1;
	return WEXITSTATUS(result) == 0 ? 0 : refuse(EPERM);
}

static long remount(void)
{
	return mount(NULL, "/proc/sys", NULL, MS_REMOUNT | MS_BIND, NULL);
}

static long clear_attributes(void)
{
	struct mount_attr change = { .attr_clr = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID |
						 MOUNT_ATTR_NODEV };

	return syscall(SYS_mount_setattr, AT_FDCWD, "/proc/sys", 0, &change, sizeof(change));
}

static long uncover_sys(void)
{
	return umount2("/proc/sys", MNT_DETACH);
}

static long add_mount(void)
{
	long result = mount("none", "/tmp", "tmpfs", 0, NULL);

	if (result == 0)
		(void)umount2("/tmp", MNT_DETACH);
	return result;
}

/* Without a size a tmpfs takes half of the memory, and more of them all of it. */
static long unlimited_tmpfs(void)
{
	static const char *const paths[] = { "/tmp", "/var/tmp", "/dev/shm", "/run" };
	struct sysinfo memory;
	struct statfs status;

	if (sysinfo(&memory) < 0)
		return -1;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (statfs(paths[i], &status) == 0 && status.f_type == 0x01021994 &&
		    (status.f_blocks == 0 || status.f_blocks * (unsigned long)status.f_bsize >
						     memory.totalram * memory.mem_unit / 20 * 9))
			return 0;
	return refuse(ENOSPC);
}

const struct probe mount_probes[] = {
	{ "C4", "read-masked", ANYBODY, read_masked, "ENODATA" },
	{ "C4", "unmask", ANYBODY, unmask, "EPERM EINVAL" },
	{ "C5", "shared-mounts", ANYBODY, shared_mount, "ENOENT" },
	{ "C6", "break-chroot", ANYBODY, break_chroot, "EPERM EXDEV" },
	{ "C6", "root-of-init", ANYBODY, root_of_init, "EACCES EPERM ENOENT" },
	{ "C7", "memory-device", ANYBODY, make_memory, "EPERM" },
	{ "C7", "block-device", ANYBODY, make_disk, "EPERM" },
	{ "C7", "mounts-with-devices", ANYBODY, mount_with_devices, "ENOENT" },
	{ "C8", "setuid-program", PLAIN, run_setuid, "EPERM" },
	{ "C8", "mounts-with-setuid", PLAIN | PLAIN_ROOT, mount_with_setuid, "ENOENT" },
	{ "C10", "remount", ANYBODY, remount, "EPERM" },
	{ "C10", "clear-attributes", ANYBODY, clear_attributes, "EPERM" },
	{ "C10", "uncover-proc-sys", ANYBODY, uncover_sys, "EPERM EINVAL" },
	{ "C13", "mount", NOT_A_ROOT, add_mount, "EPERM" },
	{ "C14", "tmpfs-without-limit", ANYBODY, unlimited_tmpfs, "ENOSPC" },
	{ NULL, NULL, 0, NULL, NULL },
};
