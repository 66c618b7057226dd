/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What glibc 2.31 and the headers of Linux 5.10 lack. Each header here stands before the system's
 * of the same name, takes that in and declares what later ones have; a room includes the usual
 * name. As in libc: -1 with errno on failure. Weak, as a test may have a call of its own. It must
 * never: do other than the later C library does.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <spawn.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/pidfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#define WEAK __attribute__((weak))

/* openat2(2); with RESOLVE_IN_ROOT or RESOLVE_BENEATH it may fail with EAGAIN: try again. */
#if !__GLIBC_PREREQ(2, 43)
WEAK int openat2(int directory_fd, const char *path, const struct open_how *how, size_t size)
{
	return (int)syscall(SYS_openat2, directory_fd, path, how, size);
}
#endif

WEAK int pivot_root(const char *new_root, const char *put_old)
{
	return (int)syscall(SYS_pivot_root, new_root, put_old);
}

#if !__GLIBC_PREREQ(2, 36)
WEAK int fsopen(const char *type, unsigned int flags)
{
	return (int)syscall(SYS_fsopen, type, flags);
}

WEAK int fsconfig(int fd, unsigned int command, const char *key, const void *value, int aux)
{
	return (int)syscall(SYS_fsconfig, fd, command, key, value, aux);
}

WEAK int fsmount(int fd, unsigned int flags, unsigned int attributes)
{
	return (int)syscall(SYS_fsmount, fd, flags, attributes);
}

WEAK int open_tree(int directory_fd, const char *path, unsigned int flags)
{
	return (int)syscall(SYS_open_tree, directory_fd, path, flags);
}

WEAK int move_mount(int from_fd, const char *from, int to_fd, const char *to, unsigned int flags)
{
	return (int)syscall(SYS_move_mount, from_fd, from, to_fd, to, flags);
}

WEAK int mount_setattr(int directory_fd, const char *path, unsigned int flags,
		       struct mount_attr *change, size_t size)
{
	return (int)syscall(SYS_mount_setattr, directory_fd, path, flags, change, size);
}

WEAK int pidfd_open(pid_t pid, unsigned int flags)
{
	return (int)syscall(SYS_pidfd_open, pid, flags);
}

WEAK int pidfd_getfd(int pidfd, int fd, unsigned int flags)
{
	return (int)syscall(SYS_pidfd_getfd, pidfd, fd, flags);
}

WEAK int pidfd_send_signal(int pidfd, int number, siginfo_t *details, unsigned int flags)
{
	return (int)syscall(SYS_pidfd_send_signal, pidfd, number, details, flags);
}
#endif

#if !__GLIBC_PREREQ(2, 34)
WEAK int close_range(unsigned int first, unsigned int last, int flags)
{
	return (int)syscall(SYS_close_range, first, last, flags);
}

WEAK int execveat(int fd, const char *path, char *const arguments[], char *const environment[],
		  int flags)
{
	return (int)syscall(SYS_execveat, fd, path, arguments, environment, flags);
}

/* Of those that are open now; closing one that is not open is no failure of posix_spawn(3). */
WEAK int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from)
{
	DIR *open_fds = opendir("/proc/self/fd");
	const struct dirent *entry;
	int fd, error = open_fds == NULL ? errno : 0;

	while (error == 0 && (entry = readdir(open_fds)) != NULL) {
		fd = entry->d_name[0] == '.' ? -1 : atoi(entry->d_name);
		if (fd >= from && fd != dirfd(open_fds))
			error = posix_spawn_file_actions_addclose(actions, fd);
	}
	if (open_fds != NULL)
		(void)closedir(open_fds);
	return error;
}
#endif

#if !__GLIBC_PREREQ(2, 32)
/* The locale of C needs no memory, and messages in it are not looked up. */
WEAK const char *strerrordesc_np(int error)
{
	static const char unknown[] = "Unknown error";
	const char *text = strerror_l(error, newlocale(LC_ALL_MASK, "C", (locale_t)0));

	return strncmp(text, unknown, sizeof(unknown) - 1) == 0 ? NULL : text;
}

#define NAME(error) [error] = #error

WEAK const char *strerrorname_np(int error)
{
	static const char *const names[] = {
		[0] = "0",	    NAME(EPERM),	NAME(ENOENT),	    NAME(ESRCH),
		NAME(EINTR),	    NAME(EIO),		NAME(ENXIO),	    NAME(E2BIG),
		NAME(ENOEXEC),	    NAME(EBADF),	NAME(ECHILD),	    NAME(EAGAIN),
		NAME(ENOMEM),	    NAME(EACCES),	NAME(EFAULT),	    NAME(ENOTBLK),
		NAME(EBUSY),	    NAME(EEXIST),	NAME(EXDEV),	    NAME(ENODEV),
		NAME(ENOTDIR),	    NAME(EISDIR),	NAME(EINVAL),	    NAME(ENFILE),
		NAME(EMFILE),	    NAME(ENOTTY),	NAME(ETXTBSY),	    NAME(EFBIG),
		NAME(ENOSPC),	    NAME(ESPIPE),	NAME(EROFS),	    NAME(EMLINK),
		NAME(EPIPE),	    NAME(EDOM),		NAME(ERANGE),	    NAME(EDEADLK),
		NAME(ENAMETOOLONG), NAME(ENOSYS),	NAME(ENOTEMPTY),    NAME(ELOOP),
		NAME(ENODATA),	    NAME(EPROTO),	NAME(EOVERFLOW),    NAME(EUSERS),
		NAME(ENOTSOCK),	    NAME(EMSGSIZE),	NAME(ENOPROTOOPT),  NAME(EPROTONOSUPPORT),
		NAME(EOPNOTSUPP),   NAME(EAFNOSUPPORT), NAME(EADDRINUSE),   NAME(EADDRNOTAVAIL),
		NAME(ENETDOWN),	    NAME(ENETUNREACH),	NAME(ECONNABORTED), NAME(ECONNRESET),
		NAME(ENOBUFS),	    NAME(EISCONN),	NAME(ENOTCONN),	    NAME(ETIMEDOUT),
		NAME(ECONNREFUSED), NAME(EHOSTUNREACH), NAME(ESTALE),	    NAME(EDQUOT),
		NAME(ENOKEY),	    NAME(EKEYREVOKED),	NAME(EKEYREJECTED), NAME(ESOCKTNOSUPPORT),
	};

	return error < 0 || (size_t)error >= sizeof(names) / sizeof(*names) ? NULL : names[error];
}
#endif
