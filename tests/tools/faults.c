/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Runs a command under ptrace(2) with all its descendants and looks at the system calls of those
 * that run the helper's program: helper, keeper, init and what they start.
 * usage: faults list COMMAND...
 *        prints "ROLE CALL NTH" for each of their calls, and nothing of the command's.
 *        faults ROLE CALL NTH ERROR|KILL|STOP COMMAND...
 *        lets that call fail with this error, or kills or stops its process when it makes it.
 * Behind the command's output come "left ROLE" for each process that was there five seconds after
 * its end, "hit" or "not hit", and how it ended, unless well.
 * What is left is killed, and so is everything after a minute.
 */
#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faults/inject.h"
#include "faults/tracee.h"

#define COMMAND_SECONDS 60
#define REST_SECONDS	5
#define KILL		(-1)
#define STOP		(-2)
#define OPTIONS                                                                                \
	(PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC | PTRACE_O_TRACEFORK | \
	 PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE)

static struct {
	const char *role; /* NULL: list */
	long call;
	unsigned int nth;
	int error; /* or KILL, STOP */
	bool was_hit;
	pid_t command;
	int command_status;
} plan;

static const struct {
	const char *name;
	int number;
} errors[] = {
	{ "EPERM", EPERM }, { "ENOMEM", ENOMEM }, { "ENOSPC", ENOSPC }, { "EMFILE", EMFILE },
	{ "EINTR", EINTR }, { "EIO", EIO },	  { "EAGAIN", EAGAIN }, { "EINVAL", EINVAL },
	{ "KILL", KILL },   { "STOP", STOP },
};

static int error_named(const char *name)
{
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (strcmp(errors[i].name, name) == 0)
			return errors[i].number;
	return 0;
}

static void list_print(const struct tracee *tracee, long call)
{
	char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, (int)call);

	printf("%s %s %u\n", tracee->role, name == NULL ? "unknown" : name, tracee->calls[call]);
	free(name);
}

static bool is_the_point(const struct tracee *tracee, long call)
{
	return plan.role != NULL && !plan.was_hit && call == plan.call &&
	       tracee->calls[call] == plan.nth && strcmp(tracee->role, plan.role) == 0;
}

/* brk(2) fails without an error: it says where the break is, as it does when asked for 0. */
static void brk_fault(struct tracee *tracee, long wanted)
{
	tracee->brk_wanted = wanted;
	inject_argument(tracee->pid, 0);
}

/* close(2) closes, whatever it says. */
static void fault(struct tracee *tracee, const struct __ptrace_syscall_info *info)
{
	long call = (long)info->entry.nr;

	plan.was_hit = true;
	if (plan.error < 0) {
		(void)kill(tracee->pid, plan.error == KILL ? SIGKILL : SIGSTOP);
		return;
	}
	if (call == SYS_brk) {
		brk_fault(tracee, (long)info->entry.args[0]);
		return;
	}
	tracee->error = plan.error;
	if (call != SYS_close)
		inject_skip(tracee->pid);
}

static void call_begins(struct tracee *tracee, const struct __ptrace_syscall_info *info)
{
	long call = (long)info->entry.nr;

	if (call < 0 || call >= SYSCALL_NUMBERS)
		return;
	tracee->calls[call]++;
	tracee->takes_name = call == SYS_prctl && info->entry.args[0] == PR_SET_NAME;
	if (plan.role == NULL)
		list_print(tracee, call);
	else if (is_the_point(tracee, call))
		fault(tracee, info);
}

static void call_ends(struct tracee *tracee)
{
	if (tracee->error != 0)
		inject_error(tracee->pid, tracee->error);
	else if (tracee->brk_wanted != 0)
		inject_argument_back(tracee->pid, tracee->brk_wanted);
	else if (tracee->takes_name)
		tracee_name_changed(tracee);
	tracee->error = 0;
	tracee->brk_wanted = 0;
	tracee->takes_name = false;
}

static void call_look(struct tracee *tracee)
{
	struct __ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, tracee->pid, (void *)sizeof(info), &info) < 0)
		return;
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
		call_begins(tracee, &info);
	else if (info.op == PTRACE_SYSCALL_INFO_EXIT)
		call_ends(tracee);
}

static void go_on(const struct tracee *tracee, int signal)
{
	(void)ptrace(tracee->is_watched ? PTRACE_SYSCALL : PTRACE_CONT, tracee->pid, NULL,
		     (void *)(long)signal);
}

static void child_comes(struct tracee *parent)
{
	unsigned long pid = 0;
	struct tracee *child;

	if (ptrace(PTRACE_GETEVENTMSG, parent->pid, NULL, &pid) < 0)
		return;
	child = tracee_of((pid_t)pid);
	tracee_bear(parent, child);
	if (child->is_stopped)
		go_on(child, 0);
}

/* A stop that is its own: the first of its life, or by a signal that stops it. */
static void rest(struct tracee *tracee, int signal)
{
	if (!tracee->is_born)
		tracee->is_stopped = true;
	else if (signal == SIGTRAP)
		go_on(tracee, 0);
	else
		(void)ptrace(PTRACE_LISTEN, tracee->pid, NULL, NULL);
}

static void stop_serve(struct tracee *tracee, int status)
{
	int signal = WSTOPSIG(status);

	switch (status >> 16) {
	case PTRACE_EVENT_STOP:
		rest(tracee, signal);
		return;
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK:
	case PTRACE_EVENT_CLONE:
		child_comes(tracee);
		signal = 0;
		break;
	case PTRACE_EVENT_EXEC:
		tracee_program_changed(tracee);
		signal = 0;
		break;
	default:
		break;
	}
	if (signal == (SIGTRAP | 0x80)) {
		call_look(tracee);
		signal = 0;
	}
	go_on(tracee, signal);
}

/* Again each second: one that comes outside of the wait wakes nobody. */
static void alarm_set(time_t seconds)
{
	const struct itimerval timer = { .it_value = { .tv_sec = seconds },
					 .it_interval = { .tv_sec = 1 } };

	(void)setitimer(ITIMER_REAL, &timer, NULL);
}

static void end_note(struct tracee *tracee, int status)
{
	if (tracee->pid == plan.command) {
		plan.command_status = status;
		alarm_set(REST_SECONDS);
	}
	tracee_forget(tracee);
}

static void left_kill(struct tracee *tracee)
{
	if (plan.role != NULL)
		printf("left %s\n", tracee->is_watched ? tracee->role : "another");
	(void)kill(tracee->pid, SIGKILL);
}

/* Waits in the kernel are left by a signal, and begun again. */
static void on_alarm(int signal)
{
	(void)signal;
}

static void follow(void)
{
	for (;;) {
		int status;
		pid_t pid = waitpid(-1, &status, __WALL);

		if (pid < 0 && errno == EINTR)
			(void)tracees_each(left_kill);
		else if (pid < 0)
			return;
		else if (WIFSTOPPED(status))
			stop_serve(tracee_of(pid), status);
		else
			end_note(tracee_of(pid), status);
	}
}

_Noreturn static void command_run(char **command, int gate_fd)
{
	char byte;
	int null_fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (plan.role == NULL && dup2(null_fd, STDOUT_FILENO) < 0)
		_exit(127);
	if (read(gate_fd, &byte, 1) != 1)
		_exit(127);
	(void)execvp(command[0], command);
	perror(command[0]);
	_exit(127);
}

static int command_start(char **command)
{
	int gate_fds[2];

	if (pipe2(gate_fds, O_CLOEXEC) < 0)
		return -1;
	plan.command = fork();
	if (plan.command == 0)
		command_run(command, gate_fds[0]);
	if (plan.command < 0 || ptrace(PTRACE_SEIZE, plan.command, NULL, (void *)OPTIONS) < 0)
		return -1;
	tracee_of(plan.command)->is_born = true;
	return write(gate_fds[1], "", 1) == 1 ? 0 : -1;
}

static void verdict_print(void)
{
	if (plan.role == NULL)
		return;
	puts(plan.was_hit ? "hit" : "not hit");
	if (WIFSIGNALED(plan.command_status))
		printf("killed by %d\n", WTERMSIG(plan.command_status));
	else if (WEXITSTATUS(plan.command_status) != 0)
		printf("status %d\n", WEXITSTATUS(plan.command_status));
}

static char **arguments_take(int argc, char **argv)
{
	if (argc > 2 && strcmp(argv[1], "list") == 0)
		return argv + 2;
	if (argc < 6)
		return NULL;
	plan.role = argv[1];
	plan.call = seccomp_syscall_resolve_name(argv[2]);
	plan.nth = (unsigned int)strtoul(argv[3], NULL, 10);
	plan.error = error_named(argv[4]);
	return plan.call < 0 || plan.nth == 0 || plan.error == 0 ? NULL : argv + 5;
}

int main(int argc, char **argv)
{
	const struct sigaction wake = { .sa_handler = on_alarm };
	char **command = arguments_take(argc, argv);

	if (command == NULL || !inject_is_known()) {
		(void)fputs(command == NULL ? "usage: faults list|ROLE CALL NTH ERROR COMMAND...\n"
					    : "faults: not on this processor\n",
			    stderr);
		return 2;
	}
	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	(void)sigaction(SIGALRM, &wake, NULL);
	if (command_start(command) < 0) {
		perror("faults");
		return 2;
	}
	alarm_set(COMMAND_SECONDS);
	follow();
	verdict_print();
	return 0;
}
