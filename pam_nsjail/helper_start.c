/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An intermediate process, which gives no exit signal, clones the helper and ends at once; so the
 * helper is an orphan from its first moment. The intermediate shares our table of descriptors: the
 * pidfd that its clone(2) returns is ours.
 */
#include "helper_start.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "exchange.h"
#include "helper_child.h"
#include "reason.h"
#include "shared/cleanup.h"
#include "shared/message.h"
#include "shared/safe_path.h"
#include "signals.h"

#define STACK_SIZE    (128 * 1024)
#define GUARD_SIZE    (64 * 1024) /* a multiple of every page size */
#define HELPER_END_MS 2000

struct start {
	struct helper_child child;
	char *child_stack_top;
	int pidfd;
	pid_t pid;
};

/* Each grows down towards a guard of its own. */
struct stacks {
	char *base;
};

#define STACKS	    2
#define STACKS_SIZE (STACKS * (size_t)(GUARD_SIZE + STACK_SIZE))

static void stacks_unmap(const struct stacks *stacks)
{
	if (stacks->base != NULL)
		(void)munmap(stacks->base, STACKS_SIZE);
}

#define _cleanup_stacks_ __attribute__((cleanup(stacks_unmap)))

static char *stack_base(const struct stacks *stacks, int which)
{
	return stacks->base + which * (GUARD_SIZE + STACK_SIZE) + GUARD_SIZE;
}

static int stacks_map(struct stacks *ret_stacks)
{
	void *base =
		mmap(NULL, STACKS_SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);

	if (base == MAP_FAILED)
		return -errno;
	ret_stacks->base = base;
	for (int i = 0; i < STACKS; i++)
		if (mprotect(stack_base(ret_stacks, i), STACK_SIZE, PROT_READ | PROT_WRITE) < 0)
			return -errno;
	return 0;
}

static char *stack_top(const struct stacks *stacks, int which)
{
	return stack_base(stacks, which) + STACK_SIZE;
}

struct program_rule {
	mode_t mask;
	mode_t expected;
	const char *complaint;
};

static const struct program_rule program_rules[] = {
	{ S_IFMT, S_IFREG, "is not a regular file" },
	{ S_IWGRP | S_IWOTH, 0, "is writable by group or others" },
	{ S_ISUID | S_ISGID, 0, "has a setuid or setgid bit" },
	{ S_IXUSR, S_IXUSR, "is not executable" },
};

static int program_check(int fd, struct reason *reason)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return reason_add(reason, errno, "helper '%s'", HELPER_PATH);
	if (status.st_uid != 0)
		return reason_add(reason, 0, "helper '%s' is not owned by root", HELPER_PATH);
	for (size_t i = 0; i < ARRAY_SIZE(program_rules); i++)
		if ((status.st_mode & program_rules[i].mask) != program_rules[i].expected)
			return reason_add(reason, 0, "helper '%s' %s", HELPER_PATH,
					  program_rules[i].complaint);
	return 0;
}

static int program_open(struct reason *reason)
{
	struct safe_path_fault fault = { .reason = NULL };
	_cleanup_close_ int fd = safe_path_open(HELPER_PATH, &fault);
	int error;

	if (fd < 0) {
		(void)reason_add(reason, fault.errnum, "helper '%s': '%s' %s", HELPER_PATH,
				 fault.path,
				 fault.reason == NULL ? "can not be opened" : fault.reason);
		return fd;
	}
	error = program_check(fd, reason);
	return error < 0 ? error : TAKE_FD(fd);
}

int helper_check(struct reason *reason)
{
	_cleanup_close_ int fd = program_open(reason);

	return fd < 0 ? fd : 0;
}

/* Waits for a child that gives no SIGCHLD, which only __WALL finds. */
static void reap(pid_t pid)
{
	while (waitpid(pid, NULL, __WALL) < 0 && errno == EINTR)
		;
}

static int intermediate_main(void *argument)
{
	struct start *start = argument;
	pid_t pid =
		clone(helper_child_main, start->child_stack_top,
		      CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD, &start->child, &start->pidfd);

	if (pid < 0) {
		start->child.failed_errno = errno;
		start->child.failed_step = "clone";
	} else if (start->child.failed_step != NULL) {
		reap(pid);
	} else {
		start->pid = pid;
	}
	_exit(0);
}

/* The application's handlers must not run in a process that merely borrows its memory. */
static int clone_twice(struct start *start, const struct stacks *stacks)
{
	sigset_t kept;
	pid_t pid;
	int error = signals_block(&kept);

	if (error < 0)
		return error;
	pid = clone(intermediate_main, stack_top(stacks, 0), CLONE_VM | CLONE_VFORK | CLONE_FILES,
		    start);
	error = pid < 0 ? -errno : 0;
	if (pid >= 0)
		reap(pid);
	signals_restore(&kept);
	return error;
}

static int run(struct start *start, struct reason *reason)
{
	_cleanup_stacks_ struct stacks stacks = { NULL };
	int error = stacks_map(&stacks);

	if (error < 0)
		return reason_add(reason, -error, "no memory for the helper's start");
	start->child_stack_top = stack_top(&stacks, 1);
	error = clone_twice(start, &stacks);
	if (error < 0)
		return reason_add(reason, -error, "the helper can not be started: clone");
	if (start->child.failed_step != NULL)
		return reason_add(reason, start->child.failed_errno,
				  "helper '%s' can not be started: %s", HELPER_PATH,
				  start->child.failed_step);
	return 0;
}

int helper_start(struct helper *ret_helper, const struct request *request, struct reason *reason)
{
	_cleanup_close_ int program_fd = program_open(reason);
	_cleanup_close_ int null_fd = NO_FD;
	_cleanup_close_ int own_end = NO_FD;
	_cleanup_close_ int helper_end = NO_FD;
	struct start start = { .pidfd = NO_FD };
	int ends[2];
	int error;

	if (program_fd < 0)
		return program_fd;
	null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null_fd < 0)
		return reason_add(reason, errno, "'/dev/null' can not be opened");
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return reason_add(reason, errno, "no socket for the helper");
	own_end = ends[0];
	helper_end = ends[1];
	start.child = (struct helper_child){
		.program_fd = program_fd,
		.socket_fd = helper_end,
		.null_fd = null_fd,
	};
	error = exchange_ask(request, own_end, reason);
	if (error == 0)
		error = run(&start, reason);
	if (error < 0) {
		cleanup_close(&start.pidfd);
		return error;
	}
	*ret_helper = (struct helper){ TAKE_FD(own_end), start.pidfd, start.pid, HELPER_AWAIT };
	return 0;
}

static bool has_ended(int pidfd, int64_t deadline_ms)
{
	struct pollfd item = { .fd = pidfd, .events = POLLIN };

	for (;;) {
		int64_t left = deadline_ms - boottime_ms();
		int ready = poll(&item, 1, left > 0 ? (int)left : 0);

		if (ready > 0)
			return true;
		if (left <= 0 || (ready < 0 && errno != EINTR))
			return false;
	}
}

void helper_clear(struct helper *helper)
{
	int kept = errno;
	int64_t deadline_ms = boottime_ms() + HELPER_END_MS;

	cleanup_close(&helper->socket_fd);
	if (helper->pidfd >= 0 && helper->end != HELPER_RELEASE &&
	    (helper->end == HELPER_KILL || !has_ended(helper->pidfd, deadline_ms))) {
		(void)pidfd_send_signal(helper->pidfd, SIGKILL, NULL, 0);
		(void)has_ended(helper->pidfd, boottime_ms() + HELPER_END_MS);
	}
	cleanup_close(&helper->pidfd);
	*helper = (struct helper)HELPER_NONE;
	errno = kept;
}
