/* SPDX-License-Identifier: BSD-3-Clause */
/* Class A, as far as it shows from inside: what the caller's root code could trip over. */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "probe.h"

static long move_away(const char *path)
{
	char moved[64];
	long result;

	(void)snprintf(moved, sizeof(moved), "%s.moved", path);
	result = rename(path, moved);
	if (result == 0)
		(void)rename(moved, path);
	return result;
}

static long take_the_log(void)
{
	const struct sockaddr_un log = { AF_UNIX, "/dev/log" };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	long result;

	if (access(log.sun_path, F_OK) == 0)
		return move_away(log.sun_path);
	result = bind(fd, (const struct sockaddr *)&log, sizeof(log));
	if (result == 0)
		(void)unlink(log.sun_path);
	return result;
}

static long move_ptmx(void)
{
	return move_away("/dev/ptmx");
}

/* sshd's process, if the user's shell has executed this program in its own place. */
static long trace_starter(void)
{
	long result = starter > 0 ? ptrace(PTRACE_SEIZE, starter, NULL, NULL) : refuse(NOT_HERE);

	if (result == 0)
		(void)ptrace(PTRACE_DETACH, starter, NULL, NULL);
	return result;
}

static long read_starter(void)
{
	char path[64];

	if (starter <= 0)
		return refuse(NOT_HERE);
	(void)snprintf(path, sizeof(path), "/proc/%d/mem", starter);
	return open(path, O_RDONLY | O_CLOEXEC);
}

static long see_init(void)
{
	struct stat status;

	return access("/proc/self", F_OK) < 0 ? refuse(NOT_HERE) : stat("/proc/1", &status);
}

const struct probe caller_probes[] = {
	{ "A9", "own-dev-log", ANYBODY, take_the_log, "EROFS EACCES EPERM" },
	{ "A10", "replace-ptmx", ANYBODY, move_ptmx, "EROFS EACCES EPERM EBUSY" },
	{ "A12", "trace-sshd", ANYBODY, trace_starter, "EPERM ESRCH" },
	{ "A12", "memory-of-sshd", ANYBODY, read_starter, "EACCES EPERM ENOENT" },
	{ "A14", "see-init", PLAIN | PRIVATE | PRIVATE_ROOT, see_init, "ENOENT" },
	{ NULL, NULL, 0, NULL, NULL },
};
