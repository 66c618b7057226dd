/* SPDX-License-Identifier: BSD-3-Clause */
/* What they do stands in the header. */
#include "oddities.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "report.h"
#include "state.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define STACK_SIZE   65536

static volatile sig_atomic_t child_signals, alarms;
static char sharer_stack[STACK_SIZE];
static pid_t sharer;

static void count_child(int signal)
{
	(void)signal;
	child_signals++;
}

static void count_alarm(int signal)
{
	(void)signal;
	alarms++;
}

static void block(int signal)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, signal);
	expect(sigprocmask(SIG_BLOCK, &set, NULL) == 0, "mask");
}

void oddity_sigchld(const char *value)
{
	static const struct {
		const char *name;
		struct sigaction action;
	} ways[] = {
		{ "default", { .sa_handler = SIG_DFL } },
		{ "ignored", { .sa_handler = SIG_IGN } },
		{ "handled", { .sa_handler = count_child, .sa_flags = SA_NODEFER } },
		{ "blocked", { .sa_handler = count_child } },
		{ "nocldwait", { .sa_handler = count_child, .sa_flags = SA_NOCLDWAIT } },
	};

	for (size_t i = 0; i < COUNT(ways); i++)
		if (strcmp(value, ways[i].name) == 0)
			expect(sigaction(SIGCHLD, &ways[i].action, NULL) == 0, value);
	if (strcmp(value, "blocked") == 0)
		block(SIGCHLD);
}

void oddity_children(const char *value)
{
	pid_t pid = waitpid(-1, NULL, WNOHANG | __WALL);
	sigset_t pending;

	(void)value;
	expect(sigpending(&pending) == 0, "pending signals");
	if (child_signals != 0 || sigismember(&pending, SIGCHLD) == 1)
		report("%d SIGCHLD, pending: %d\n", (int)child_signals,
		       sigismember(&pending, SIGCHLD));
	if (pid >= 0 || errno != ECHILD)
		report("wait: %d\n", (int)pid);
	else
		report("no children\n");
}

void oddity_alarm(const char *value)
{
	const struct sigaction action = { .sa_handler = count_alarm };
	const struct timeval interval = { .tv_usec = strtol(value, NULL, 10) };
	const struct itimerval timer = { interval, interval };

	expect(sigaction(SIGALRM, &action, NULL) == 0, "SIGALRM");
	expect(setitimer(ITIMER_REAL, &timer, NULL) == 0, "timer");
}

void oddity_alarms(const char *value)
{
	(void)value;
	report(alarms > 2 ? "alarms\n" : "no alarms\n");
}

/* An interval that does not fire during the test, but would be missed. */
void oddity_everything(const char *value)
{
	static const struct rlimit limits[] = {
		[RLIMIT_CORE] = { 4096, 8192 },
		[RLIMIT_NOFILE] = { 300, 400 },
		[RLIMIT_STACK] = { 4 << 20, 6 << 20 },
	};
	const struct sigaction handled = { .sa_handler = count_alarm, .sa_flags = SA_RESTART };
	const struct sigaction ignored = { .sa_handler = SIG_IGN };
	const struct itimerval timer = { { 0, 777777 }, { 900, 5 } };

	(void)value;
	block(SIGTERM);
	block(SIGHUP);
	expect(sigaction(SIGUSR1, &handled, NULL) == 0 && sigaction(SIGINT, &ignored, NULL) == 0,
	       "signals");
	expect(setitimer(ITIMER_REAL, &timer, NULL) == 0, "timer");
	umask(0137);
	expect(setenv("LD_PRELOAD", "/odd.so", 1) == 0 && setenv("ODD", "two\twords", 1) == 0,
	       "environment");
	expect(setrlimit(RLIMIT_CORE, &limits[RLIMIT_CORE]) == 0 &&
		       setrlimit(RLIMIT_NOFILE, &limits[RLIMIT_NOFILE]) == 0 &&
		       setrlimit(RLIMIT_STACK, &limits[RLIMIT_STACK]) == 0,
	       "limits");
	expect(prctl(PR_SET_NAME, "odd") == 0 && prctl(PR_SET_PDEATHSIG, SIGUSR2) == 0, "prctl");
	expect(open("/dev/null", O_RDWR) >= 0 && open("/", O_RDONLY | O_CLOEXEC) >= 0, "files");
	expect(setpriority(PRIO_PROCESS, 0, 3) == 0, "priority");
	expect(chdir("/srv/host") == 0, "working directory");
}

void oddity_close(const char *value)
{
	if (strcmp(value, "standard") != 0) {
		expect(close(atoi(value)) == 0, "close");
		return;
	}
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		expect(close(fd) == 0, "close");
}

/* All but so many. */
void oddity_fill(const char *value)
{
	int last = -1;
	int fd;

	while ((fd = open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0)
		last = fd;
	expect(errno == EMFILE && last >= 0, "fill");
	for (int left = value == NULL ? 0 : atoi(value); left > 0; left--)
		expect(close(last--) == 0, "close");
}

void oddity_limit(const char *value)
{
	struct rlimit limit;

	expect(getrlimit(RLIMIT_NOFILE, &limit) == 0, "limit");
	limit.rlim_cur = strtoul(value, NULL, 10);
	expect(setrlimit(RLIMIT_NOFILE, &limit) == 0, "limit");
}

static void *wait_for_ever(void *argument)
{
	for (;;)
		(void)pause();
	return argument;
}

void oddity_thread(const char *value)
{
	pthread_t thread;

	(void)value;
	expect(pthread_create(&thread, NULL, wait_for_ever, NULL) == 0, "thread");
}

__attribute__((noreturn)) static int share(void *argument)
{
	(void)argument;
	for (;;)
		(void)pause();
}

void oddity_share(const char *value)
{
	(void)value;
	sharer = clone(share, sharer_stack + STACK_SIZE, CLONE_FS | SIGCHLD, NULL);
	expect(sharer > 0, "clone");
}

void oddity_unshare_fs(const char *value)
{
	(void)value;
	expect(kill(sharer, SIGKILL) == 0 && waitpid(sharer, NULL, 0) == sharer, "the sharer");
}

void oddity_chroot(const char *directory)
{
	expect(chroot(directory) == 0 && chdir("/") == 0, "chroot");
}

void oddity_chdir(const char *directory)
{
	expect(chdir(directory) == 0, "chdir");
}

void oddity_unshare(const char *value)
{
	bool is_mount = strcmp(value, "mnt") == 0;

	expect(unshare(is_mount ? CLONE_NEWNS : CLONE_NEWUTS) == 0, "unshare");
	if (is_mount)
		expect(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0, "propagation");
}
