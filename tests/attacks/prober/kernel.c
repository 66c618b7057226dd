/* SPDX-License-Identifier: BSD-3-Clause */
/* Class E: what the kernel offers in files, calls and shared names. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/keyctl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <unistd.h>

#include "probe.h"

#define NO_WRITE "EROFS EACCES EPERM ENOENT"

static long write_sysctls(void)
{
	static const char *const paths[] = { "/proc/sys/kernel/core_pattern",
					     "/proc/sys/kernel/modprobe",
					     "/proc/sys/kernel/hostname",
					     "/proc/sys/vm/overcommit_memory",
					     "/proc/sysrq-trigger",
					     "/proc/irq/default_smp_affinity",
					     "/proc/mtrr",
					     "/proc/timer_list",
					     "/proc/scsi/scsi",
					     NULL };

	return open_any(paths, O_WRONLY);
}

/* The processes' own files are not looked at. */
static int look_at(const char *path, const struct stat *status, int type, struct FTW *place)
{
	int fd;

	if (place->level == 1 &&
	    (strspn(path + place->base, "0123456789") > 0 || strstr(path, "self") != NULL))
		return FTW_SKIP_SUBTREE;
	if (type != FTW_F || !S_ISREG(status->st_mode))
		return FTW_CONTINUE;
	fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return FTW_CONTINUE;
	(void)fprintf(stderr, "writable: %s\n", path);
	return FTW_STOP;
}

static long find_writable(const char *directory)
{
	if (access(directory, R_OK) < 0)
		return refuse(NOT_HERE);
	return nftw(directory, look_at, 32, FTW_PHYS | FTW_ACTIONRETVAL) == FTW_STOP
		       ? 0
		       : refuse(EROFS);
}

static long find_in_proc(void)
{
	return find_writable("/proc");
}

static long find_in_sys(void)
{
	return find_writable("/sys");
}

static long mount_kernel_files(void)
{
	static const char *const types[] = { "sysfs", "cgroup", "debugfs", "tracefs" };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (mount("none", "/tmp", types[i], 0, NULL) == 0) {
			(void)umount2("/tmp", MNT_DETACH);
			return 0;
		}
		if (errno != EPERM && errno != ENODEV)
			return -1;
	}
	return refuse(EPERM);
}

static long allow_core(void)
{
	const struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };

	return setrlimit(RLIMIT_CORE, &limit);
}

static long keyctl(void)
{
	return syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_PROCESS_KEYRING, 1);
}

static long add_key(void)
{
	return syscall(SYS_add_key, "user", "prober", "x", 1, KEY_SPEC_PROCESS_KEYRING);
}

/* The key that "with-key" has put into the session keyring of the one who opened the session. */
static long find_key(void)
{
	return syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_SESSION_KEYRING, "user", "prober-canary",
		       0);
}

static long register_format(void)
{
	return open("/proc/sys/fs/binfmt_misc/register", O_WRONLY | O_CLOEXEC);
}

/* Calls that need a right, with arguments that lead nowhere. */
static long load_bpf(void)
{
	return syscall(SYS_bpf, 0, NULL, 0);
}

static long open_perf(void)
{
	return syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0);
}

static long open_userfaultfd(void)
{
	return syscall(SYS_userfaultfd, O_CLOEXEC);
}

static long make_ring(void)
{
	return syscall(SYS_io_uring_setup, 0, NULL);
}

static long open_by_handle(void)
{
	struct {
		struct file_handle head;
		unsigned char bytes[MAX_HANDLE_SZ];
	} handle = { .head = { .handle_bytes = MAX_HANDLE_SZ } };
	int mount_id, root_fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (name_to_handle_at(root_fd, "", &handle.head, &mount_id, AT_EMPTY_PATH) < 0)
		return errno == EOPNOTSUPP ? refuse(NOT_HERE) : -1;
	return open_by_handle_at(root_fd, &handle.head, O_RDONLY | O_CLOEXEC);
}

static long load_module(void)
{
	return syscall(SYS_init_module, "", 0UL, "");
}

static long load_kernel(void)
{
	return syscall(SYS_kexec_load, 0UL, 0UL, NULL, 0UL);
}

static long swap(void)
{
	return swapon("/dev/zero", 0);
}

/* By nothing at all, but it needs the right. */
static long set_clock(void)
{
	struct timex nothing = { .modes = ADJ_SETOFFSET };

	return adjtimex(&nothing);
}

/* The magic numbers are looked at after the right. */
static long restart(void)
{
	return syscall(SYS_reboot, 0, 0, 0, NULL);
}

static long move_cgroup(void)
{
	static const char *const paths[] = { "/sys/fs/cgroup/cgroup.procs",
					     "/sys/fs/cgroup/unified/cgroup.procs",
					     "/sys/fs/cgroup/pids/cgroup.procs",
					     "/sys/fs/cgroup/memory/release_agent", NULL };
	long result = open_any(paths, O_WRONLY);

	/* No such file at all is what a jail has. */
	return result < 0 && errno == NOT_HERE ? refuse(ENOENT) : result;
}

const struct probe kernel_probes[] = {
	{ "E1", "write-sysctl", ANYBODY, write_sysctls, NO_WRITE },
	{ "E1", "write-anything-in-proc", ANYBODY, find_in_proc, "EROFS" },
	{ "E2", "write-anything-in-sys", ANYBODY, find_in_sys, "EROFS" },
	{ "E2", "mount-kernel-files", ANYBODY, mount_kernel_files, "EPERM" },
	{ "E3", "core-file", ANYBODY, allow_core, "EPERM" },
	{ "E4", "keyctl", ANYBODY, keyctl, "ENOSYS" },
	{ "E4", "add-key", ANYBODY, add_key, "ENOSYS" },
	{ "E4", "key-of-the-caller", ANYBODY, find_key, "ENOSYS ENOKEY" },
	{ "E8", "register-format", ANYBODY, register_format, NO_WRITE },
	{ "E10", "bpf", ANYBODY, load_bpf, "EPERM" },
	{ "E10", "perf", ANYBODY, open_perf, "EPERM" },
	{ "E10", "userfaultfd", ANYBODY, open_userfaultfd, "EPERM" },
	{ "E10", "io_uring", ANYBODY, make_ring, "EPERM" },
	{ "E10", "open-by-handle", ANYBODY, open_by_handle, "EPERM" },
	{ "E10", "init-module", ANYBODY, load_module, "EPERM" },
	{ "E10", "kexec", ANYBODY, load_kernel, "EPERM" },
	{ "E10", "swapon", ANYBODY, swap, "EPERM" },
	{ "E10", "set-clock", ANYBODY, set_clock, "EPERM" },
	{ "E10", "reboot", ANYBODY, restart, "EPERM" },
	{ "E11", "move-cgroup", ANYBODY, move_cgroup, NO_WRITE },
	{ NULL, NULL, 0, NULL, NULL },
};
