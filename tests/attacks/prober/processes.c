/* SPDX-License-Identifier: BSD-3-Clause */
/* Class B: process 1, inherited descriptors, new namespaces. */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/pidfd.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "probe.h"

static long open_init(void)
{
	static const char *const paths[] = { "/proc/1/root/",	"/proc/1/cwd/",	  "/proc/1/exe",
					     "/proc/1/environ", "/proc/1/maps",	  "/proc/1/mem",
					     "/proc/1/ns/mnt",	"/proc/1/ns/pid", NULL };

	return open_any(paths, O_RDONLY);
}

static long write_init(void)
{
	static const char *const paths[] = { "/proc/1/mem", NULL };

	return open_any(paths, O_WRONLY);
}

static long trace_init(void)
{
	long result = ptrace(PTRACE_SEIZE, 1, NULL, NULL);

	if (result == 0)
		(void)ptrace(PTRACE_DETACH, 1, NULL, NULL);
	return result;
}

/* Static and not moved by fork: what is mapped here is mapped there, if it is this program at all.
 */
static long read_init(void)
{
	char byte;
	const struct iovec local = { &byte, 1 };
	const struct iovec remote = { (void *)(uintptr_t)&read_init, 1 };

	return process_vm_readv(1, &local, 1, &remote, 1, 0);
}

static long fd_of_init(void)
{
	int pidfd = pidfd_open(1, 0);

	return pidfd < 0 ? -1 : pidfd_getfd(pidfd, 0, 0);
}

static long write_helper(void)
{
	return access("/proc/self", F_OK) < 0 ? refuse(NOT_HERE)
					      : open("/proc/1/exe", O_WRONLY | O_CLOEXEC);
}

static long inherited_fd(void)
{
	for (int fd = STDERR_FILENO + 1; fd < 1024; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			return fd;
	return refuse(EBADF);
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

static long by_unshare_x32(void)
{
	if (syscall(0x40000000 | SYS_getpid) < 0)
		return refuse(NOT_HERE);
	return syscall(0x40000000 | SYS_unshare, CLONE_NEWUSER);
}

#ifdef __x86_64__
static long by_unshare_32(void)
{
	int32_t result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(310), "b"(CLONE_NEWUSER)
			 : "memory", "r8", "r9", "r10", "r11");
	return result < 0 ? refuse(-result) : result;
}
#else
static long by_unshare_32(void)
{
	return refuse(NOT_HERE);
}
#endif

/* A procfs without masks, from a pid namespace of one's own. */
static long fresh_proc(void)
{
	int status;
	pid_t child;

	if (unshare(CLONE_NEWPID | CLONE_NEWNS) < 0 &&
	    unshare(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS) < 0)
		return -1;
	child = fork();
	if (child == 0)
		_exit(mount("proc", "/tmp", "proc", 0, NULL) < 0 ? errno : 0);
	if (child < 0 || waitpid(child, &status, 0) != child)
		return -1;
	return WEXITSTATUS(status) == 0 ? 0 : refuse(WEXITSTATUS(status));
}

static long enter_init(void)
{
	static const char *const paths[] = { "/proc/1/ns/mnt", "/proc/1/ns/net", "/proc/1/ns/uts",
					     NULL };
	long fd = open_any(paths, O_RDONLY);

	return fd < 0 ? -1 : setns((int)fd, 0);
}

static long type(unsigned long command, char *text)
{
	return isatty(STDIN_FILENO) ? syscall(SYS_ioctl, STDIN_FILENO, command, text)
				    : refuse(NOT_HERE);
}

static long type_a_character(void)
{
	return type(TIOCSTI, (char[]){ 'x' });
}

/* The kernel looks at the low half alone. */
static long type_with_high_bits(void)
{
	return type(TIOCSTI | 1UL << 32, (char[]){ 'y' });
}

/* Subcode 3 (paste), which a terminal that is no console does not know. */
static long paste(void)
{
	return type(TIOCLINUX, (char[]){ 3 });
}

#define NO_LOOK "EACCES EPERM ENOENT"
#define NO_NEW	"EPERM ENOSPC ENOSYS"

const struct probe process_probes[] = {
	{ "B2", "open-init", ANYBODY, open_init, NO_LOOK },
	{ "B2", "write-init", ANYBODY, write_init, NO_LOOK },
	{ "B2", "trace-init", ANYBODY, trace_init, "EPERM" },
	{ "B2", "read-init", ANYBODY, read_init, "EPERM" },
	{ "B2", "descriptor-of-init", ANYBODY, fd_of_init, "EPERM" },
	{ "B3", "write-helper", ANYBODY, write_helper, NO_LOOK },
	{ "B5", "tiocsti", ANYBODY, type_a_character, "EPERM EIO" },
	{ "B5", "tiocsti-high-bits", ANYBODY, type_with_high_bits, "EPERM EIO" },
	{ "B5", "tioclinux", ANYBODY, paste, "EPERM" },
	{ "B6", "inherited-descriptor", ANYBODY, inherited_fd, "EBADF" },
	{ "B10", "unshare", ANYBODY, by_unshare, NO_NEW },
	{ "B10", "clone", ANYBODY, by_clone, NO_NEW },
	{ "B10", "clone3", ANYBODY, by_clone3, NO_NEW },
	{ "B10", "unshare-32", ANYBODY, by_unshare_32, NO_NEW },
	{ "B10", "unshare-x32", ANYBODY, by_unshare_x32, NO_NEW },
	{ "B11", "fresh-proc", ANYBODY, fresh_proc, "EPERM ENOSPC" },
	{ "B12", "enter-init", ANYBODY, enter_init, NO_LOOK },
	{ NULL, NULL, 0, NULL, NULL },
};
