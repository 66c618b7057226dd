/* SPDX-License-Identifier: BSD-3-Clause */
/* The helper's clean slate, as a table of steps; what it promises stands in the header. */
#include "helper_child.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "pending_context.h"
#include "shared/cleanup.h"
#include "shared/request.h"

#define PROGRAM_FD    (HELPER_SOCKET_FD + 1)
#define FIRST_SAFE_FD 16 /* above all numbers that are given out below */

struct limit {
	__rlimit_resource_t resource;
	rlim_t value;
};

static const struct limit limits[] = {
	{ RLIMIT_AS, RLIM_INFINITY },
	{ RLIMIT_CORE, 0 },
	{ RLIMIT_CPU, RLIM_INFINITY },
	{ RLIMIT_DATA, RLIM_INFINITY },
	{ RLIMIT_FSIZE, RLIM_INFINITY },
	{ RLIMIT_MEMLOCK, 8 << 20 },
	{ RLIMIT_MSGQUEUE, 819200 },
	{ RLIMIT_NICE, 0 },
	{ RLIMIT_NOFILE, 1024 },
	{ RLIMIT_NPROC, RLIM_INFINITY },
	{ RLIMIT_RTPRIO, 0 },
	{ RLIMIT_RTTIME, RLIM_INFINITY },
	{ RLIMIT_STACK, 8 << 20 },
};

static int own_session(const struct helper_child *child)
{
	(void)child;
	return setsid() < 0 ? -errno : 0;
}

/*
 * su(1) calls us with the real uid of the one who typed it, who could then send signals to the
 * helper. Raw system calls: those of libc change the ids of every thread they find in this memory.
 */
static int own_ids(const struct helper_child *child)
{
	(void)child;
	if (syscall(SYS_setgroups, 0, NULL) < 0 || syscall(SYS_setresgid, 0, 0, 0) < 0 ||
	    syscall(SYS_setresuid, 0, 0, 0) < 0)
		return -errno;
	return 0;
}

static int default_signals(const struct helper_child *child)
{
	const struct sigaction standard = { .sa_handler = SIG_DFL };

	(void)child;
	for (int signal = 1; signal < NSIG; signal++)
		if (sigaction(signal, &standard, NULL) < 0 && errno != EINVAL)
			return -errno;
	return 0;
}

/* Without CAP_SYS_RESOURCE a hard limit can not be raised: what it allows must do then. */
static int set_limit(const struct limit *limit)
{
	struct rlimit value = { limit->value, limit->value };
	struct rlimit present;

	if (setrlimit(limit->resource, &value) == 0)
		return 0;
	if (errno != EPERM || getrlimit(limit->resource, &present) < 0)
		return -errno;
	if (present.rlim_max < limit->value)
		value = (struct rlimit){ present.rlim_max, present.rlim_max };
	return setrlimit(limit->resource, &value) < 0 ? -errno : 0;
}

static int sane_limits(const struct helper_child *child)
{
	(void)child;
	for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
		int error = set_limit(&limits[i]);

		if (error < 0)
			return error;
	}
	return 0;
}

static int root_directory(const struct helper_child *child)
{
	(void)child;
	umask(077);
	return chdir("/") < 0 ? -errno : 0;
}

/* Up out of the way first: the numbers to be given out may be in use for one another. */
static int place_descriptors(const struct helper_child *child)
{
	int null_fd = fcntl(child->null_fd, F_DUPFD_CLOEXEC, FIRST_SAFE_FD);
	int socket_fd = fcntl(child->socket_fd, F_DUPFD_CLOEXEC, FIRST_SAFE_FD);
	int program_fd = fcntl(child->program_fd, F_DUPFD_CLOEXEC, FIRST_SAFE_FD);

	if (null_fd < 0 || socket_fd < 0 || program_fd < 0)
		return -errno;
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (dup2(null_fd, fd) < 0)
			return -errno;
	if (dup2(socket_fd, HELPER_SOCKET_FD) < 0 || dup3(program_fd, PROGRAM_FD, O_CLOEXEC) < 0)
		return -errno;
	return close_range(PROGRAM_FD + 1, ~0U, 0) < 0 ? -errno : 0;
}

static int unblock_signals(const struct helper_child *child)
{
	sigset_t none;

	(void)child;
	sigemptyset(&none);
	return sigprocmask(SIG_SETMASK, &none, NULL) < 0 ? -errno : 0;
}

/* Of our own alone: the process that is to start the shell keeps its one. */
static int own_context(const struct helper_child *child)
{
	(void)child;
	return pending_context_clear(PENDING_CONTEXT_PATH);
}

static int execute(const struct helper_child *child)
{
	char name[] = "pam_nsjail_helper";
	char *const argv[] = { name, NULL };
	char *const environment[] = { NULL };

	(void)child;
	(void)execveat(PROGRAM_FD, "", argv, environment, AT_EMPTY_PATH);
	return -errno;
}

struct step {
	const char *name;
	int (*run)(const struct helper_child *child);
};

/* Limits before descriptors, as RLIMIT_NOFILE may be too low; the handlers go before the mask. */
static const struct step steps[] = {
	{ "a session of its own", own_session },
	{ "root's ids", own_ids },
	{ "default signals", default_signals },
	{ "limits", sane_limits },
	{ "working directory", root_directory },
	{ "descriptors", place_descriptors },
	{ "the context in '" PENDING_CONTEXT_PATH "' can not be taken back", own_context },
	{ "signal mask", unblock_signals },
	{ "execveat", execute },
};

int helper_child_main(void *argument)
{
	struct helper_child *child = argument;

	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		int error = steps[i].run(child);

		if (error < 0) {
			child->failed_errno = -error;
			child->failed_step = steps[i].name;
			_exit(127);
		}
	}
	_exit(127);
}
