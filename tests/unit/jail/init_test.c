/* SPDX-License-Identifier: BSD-3-Clause */
/* PID 1 of a jail: alone, powerless, reaping, dead with its keeper; and how its start can fail. */
#include "jail/init.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>

#include "fixture.h"
#include "mounts/terminal_node.h"
#include "shared/cleanup.h"
#include "shared/namespace_id.h"
#include "system/privileges.h"

enum mishap { MISHAP_NONE, MISHAP_DEATH, MISHAP_DELAY };

static enum mishap setsid_mishap;

/* init calls this before it builds; so a test can let it die or dawdle there. */
pid_t setsid(void)
{
	if (setsid_mishap == MISHAP_DEATH)
		_exit(3);
	if (setsid_mishap == MISHAP_DELAY)
		(void)poll(NULL, 0, FIXTURE_WAIT);
	return (pid_t)syscall(SYS_setsid);
}

static int init_try(struct jail_init *init, struct fixture_jail *jail, long patience_ms)
{
	return init_start(init, &jail->plan, &jail->request, &jail->sources, &jail->report,
			  (long)boottime_ms() + patience_ms);
}

static void init_begin(struct jail_init *init, struct fixture_jail *jail)
{
	int error;

	fixture_jail_make(jail);
	directory_make(FIXTURE_ROOTFS "/dev/shm", 0755);
	error = init_try(init, jail, FIXTURE_WAIT);
	check_true(error == 0, jail->report.text, __FILE__, __LINE__);
	check(init->pid > 1 && init->pidfd >= 0);
}

static int proc_open(const struct jail_init *init, const char *name, int flags)
{
	char path[64];
	int fd;

	(void)snprintf(path, sizeof(path), "/proc/%d/%s", init->pid, name);
	fd = open(path, flags | O_CLOEXEC);
	check_true(fd >= 0, path, __FILE__, __LINE__);
	return fd;
}

static void check_status(const struct jail_init *init, const char *line)
{
	_cleanup_close_ int fd = proc_open(init, ".", O_RDONLY | O_DIRECTORY);
	char text[4096];

	file_read(fd, "status", text, sizeof(text));
	check_text(text, line);
}

static void every_namespace_is_its_own(void)
{
	struct fixture_jail jail;
	struct jail_init init;
	struct namespace_id own[NAMESPACE_COUNT], theirs[NAMESPACE_COUNT];
	_cleanup_close_ int own_fd = open("/proc/self/ns", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_cleanup_close_ int init_fd = NO_FD;
	int count;

	init_begin(&init, &jail);
	init_fd = proc_open(&init, "ns", O_RDONLY | O_DIRECTORY);
	count = namespace_ids_read(own_fd, jail.plan.namespaces, own);
	check_number(count, 6);
	check_number(namespace_ids_read(init_fd, jail.plan.namespaces, theirs), count);
	for (int i = 0; i < count; i++)
		check(own[i].inode != theirs[i].inode);
}

static void what_is_not_planned_is_shared(void)
{
	struct fixture_jail jail;
	struct jail_init init;
	struct stat own, theirs;
	_cleanup_close_ int fd = NO_FD;

	fixture_jail_make(&jail);
	directory_make(FIXTURE_ROOTFS "/dev/shm", 0755);
	jail.plan.namespaces &= ~(uint32_t)CLONE_NEWNET;
	check_number(init_try(&init, &jail, FIXTURE_WAIT), 0);
	fd = proc_open(&init, "ns", O_RDONLY | O_DIRECTORY);
	check_number(fstatat(fd, "net", &theirs, 0), 0);
	check_number(stat("/proc/self/ns/net", &own), 0);
	check_number(theirs.st_ino, own.st_ino);
}

static void init_is_pid_1_and_powerless(void)
{
	struct fixture_jail jail;
	struct jail_init init;
	char line[64];

	init_begin(&init, &jail);
	(void)snprintf(line, sizeof(line), "NSpid:\t%d\t1\n", init.pid);
	check_status(&init, line);
	check_status(&init, "Name:\tnsjail-init\n");
	check_status(&init, "CapInh:\t0000000000000000\n");
	check_status(&init, "CapPrm:\t0000000000000000\n");
	check_status(&init, "CapEff:\t0000000000000000\n");
	check_status(&init, "CapAmb:\t0000000000000000\n");
	check_status(&init, "NoNewPrivs:\t1\n");
	check_number(getsid(init.pid), init.pid);
}

static void init_holds_nothing(void)
{
	struct fixture_jail jail;
	struct jail_init init;
	_cleanup_closedir_ DIR *directory = NULL;
	const struct dirent *entry;

	init_begin(&init, &jail);
	/* It answers before it closes the descriptor that it answers on. */
	(void)poll(NULL, 0, 100);
	directory = fdopendir(proc_open(&init, "fd", O_RDONLY | O_DIRECTORY));
	while ((entry = readdir(directory)) != NULL)
		check_true(entry->d_name[0] == '.', entry->d_name, __FILE__, __LINE__);
}

/* The keeper has a way to write in the jail's /dev, and nobody in the jail has. */
static void a_terminal_comes_into_a_jail_that_stands(void)
{
	struct terminal terminal = { .name = "ttyS9", .device = makedev(4, 73) };
	struct terminal_node node;
	struct fixture_jail jail;
	struct jail_init init;
	struct stat status;
	_cleanup_close_ int dev_fd = NO_FD;

	init_begin(&init, &jail);
	dev_fd = proc_open(&init, "root/dev", O_PATH | O_DIRECTORY);
	check(!is_there(dev_fd, "ttyS9"));
	check_number(terminal_node_make(init.devices_fd, &terminal, FIXTURE_UID), 0);
	check_number(terminal_node_grant(&node, init.devices_fd, "ttyS9"), 0);
	check_number(fstatat(dev_fd, "ttyS9", &status, AT_SYMLINK_NOFOLLOW), 0);
	check_number(status.st_ino, node.inode);
	check_errno(mknodat(dev_fd, "ttyS8", S_IFCHR | 0600, makedev(4, 72)), EROFS);
	check_errno(fchmodat(dev_fd, "ttyS9", 0666, 0), EROFS);
	/* What takes it away is root without capabilities. */
	check_number(fstat(dev_fd, &status), 0);
	check_number(status.st_uid, 0);
	terminal_node_withdraw(&node, init.devices_fd);
	check(!is_there(dev_fd, "ttyS9"));
}

static void init_stands_in_the_rootfs(void)
{
	struct fixture_jail jail;
	struct jail_init init;
	_cleanup_close_ int root_fd = NO_FD;
	_cleanup_close_ int cwd_fd = NO_FD;

	init_begin(&init, &jail);
	root_fd = proc_open(&init, "root", O_RDONLY | O_DIRECTORY);
	cwd_fd = proc_open(&init, "cwd", O_RDONLY | O_DIRECTORY);
	check(is_there(root_fd, "marker"));
	check(is_there(cwd_fd, "marker"));
	check(!is_there(root_fd, "mnt"));
}

/* Joins the jail and runs body there as a process that init does not know. */
static void run_inside(const struct jail_init *init, uint32_t namespaces, void (*body)(void))
{
	pid_t child = fork(), inner;

	if (child != 0) {
		check_child(child);
		return;
	}
	check_number(setns(init->pidfd, (int)namespaces), 0);
	inner = fork();
	if (inner == 0) {
		body();
		_exit(0);
	}
	check_child(inner);
	_exit(0);
}

/* Another process without capabilities, but one that may be traced: the control. */
static pid_t victim_start(void)
{
	int ready[2];
	char byte;
	pid_t child;

	check_number(pipe2(ready, O_CLOEXEC), 0);
	child = fork();
	if (child == 0) {
		check_number(prctl(PR_SET_DUMPABLE, 1), 0);
		check_number(write(ready[1], "", 1), 1);
		(void)pause();
	}
	check_number(read(ready[0], &byte, 1), 1);
	return child;
}

/* As uid 0 without capabilities, which has init's own uid. */
static void attack_from_inside(void)
{
	pid_t victim;

	check(is_there(AT_FDCWD, "/marker"));
	check(getpid() > 1);
	check_number(privileges_drop_all(), 0);
	victim = victim_start();
	check_number(ptrace(PTRACE_SEIZE, victim, NULL, NULL), 0);
	check_errno(ptrace(PTRACE_SEIZE, 1, NULL, NULL), EPERM);
	check(open("/proc/1/mem", O_RDWR) < 0);
	for (int number = 1; number < 32; number++)
		check_number(kill(1, number), 0);
	check_number(kill(victim, SIGKILL), 0);
}

static void init_is_not_killed_from_inside(void)
{
	struct fixture_jail jail;
	struct jail_init init;

	init_begin(&init, &jail);
	run_inside(&init, jail.plan.namespaces & ~(uint32_t)CLONE_NEWCGROUP, attack_from_inside);
	check(!is_readable(init.pidfd, 200));
	check_status(&init, "Name:\tnsjail-init\n");
}

/* True if this process lives or waits to be reaped, and has this parent. */
static bool is_child(const char *number, pid_t parent)
{
	char path[300], text[4096] = "", line[32];
	_cleanup_close_ int fd = NO_FD;

	(void)snprintf(path, sizeof(path), "/proc/%s/status", number);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || read(fd, text, sizeof(text) - 1) < 0)
		return false;
	(void)snprintf(line, sizeof(line), "\nPPid:\t%d\n", parent);
	return strstr(text, line) != NULL;
}

static int children_of(pid_t parent)
{
	_cleanup_closedir_ DIR *directory = opendir("/proc");
	const struct dirent *entry;
	int count = 0;

	check(directory != NULL);
	while ((entry = readdir(directory)) != NULL)
		count += atoi(entry->d_name) > 0 && is_child(entry->d_name, parent);
	return count;
}

static void orphans_leave(void)
{
	for (int i = 0; i < 20; i++)
		if (fork() == 0) {
			(void)poll(NULL, 0, 1000);
			_exit(0);
		}
}

static void orphans_are_reaped(void)
{
	struct fixture_jail jail;
	struct jail_init init;

	init_begin(&init, &jail);
	run_inside(&init, CLONE_NEWPID, orphans_leave);
	check_number(children_of(init.pid), 20);
	for (int i = 0; i < FIXTURE_WAIT / 100 && children_of(init.pid) > 0; i++)
		(void)poll(NULL, 0, 100);
	check_number(children_of(init.pid), 0);
	check(!is_readable(init.pidfd, 0));
}

static void be_keeper(struct fixture_jail *jail, int output_fd)
{
	struct jail_init init;

	init_begin(&init, jail);
	check_number(write(output_fd, &init.pid, sizeof(init.pid)), sizeof(init.pid));
	for (;;)
		(void)pause();
}

static void init_dies_with_its_keeper(void)
{
	struct fixture_jail jail;
	_cleanup_close_ int pidfd = NO_FD;
	int output[2];
	pid_t keeper, init;

	check_number(pipe2(output, O_CLOEXEC), 0);
	keeper = fork();
	if (keeper == 0)
		be_keeper(&jail, output[1]);
	check_number(read(output[0], &init, sizeof(init)), sizeof(init));
	pidfd = pidfd_open(init, 0);
	check(pidfd >= 0);
	check(!is_readable(pidfd, 200));
	check_number(kill(keeper, SIGKILL), 0);
	check(is_readable(pidfd, FIXTURE_WAIT));
}

/* The fixture's PID 1 has no child but those that a failed start has left behind. */
static void check_nothing_left(void)
{
	check_errno(waitpid(-1, NULL, WNOHANG), ECHILD);
}

static void a_slow_start_is_cut_off(void)
{
	struct fixture_jail jail;
	struct jail_init init = { .pid = -7, .pidfd = -7 };
	int64_t begin = boottime_ms();

	fixture_jail_make(&jail);
	setsid_mishap = MISHAP_DELAY;
	check_number(init_try(&init, &jail, 100), -ETIMEDOUT);
	check(boottime_ms() - begin < FIXTURE_WAIT / 2);
	check_text(jail.report.text, "not built in time");
	check_nothing_left();
	check_number(init.pid, -7);
}

static void a_passed_deadline_is_no_wait(void)
{
	struct fixture_jail jail;
	struct jail_init init;

	fixture_jail_make(&jail);
	setsid_mishap = MISHAP_DELAY;
	check_number(init_try(&init, &jail, -100000), -ETIMEDOUT);
	check_nothing_left();
}

static void a_failed_build_tells_why(void)
{
	struct fixture_jail jail;
	struct jail_init init;

	fixture_jail_make(&jail);
	check_number(rmdir(FIXTURE_ROOTFS "/proc"), 0);
	check(init_try(&init, &jail, FIXTURE_WAIT) < 0);
	check_number(jail.report.error_count, 1);
	check_text(jail.report.text, "has no '/proc' to mount on, make it with mkdir");
	check_text(jail.report.text, strerror(ENOENT));
	check_nothing_left();
}

static void an_init_that_dies_while_it_builds_is_no_jail(void)
{
	struct fixture_jail jail;
	struct jail_init init;

	fixture_jail_make(&jail);
	setsid_mishap = MISHAP_DEATH;
	check(init_try(&init, &jail, FIXTURE_WAIT) < 0);
	check_text(jail.report.text, "init ended while it built the jail");
	check_nothing_left();
}

static void namespaces_that_can_not_be_had_are_an_error(void)
{
	struct fixture_jail jail;
	struct jail_init init;

	fixture_jail_make(&jail);
	root_give_up();
	check_number(init_try(&init, &jail, FIXTURE_WAIT), -EPERM);
	check_text(jail.report.text, "can not make namespaces");
	check_nothing_left();
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(every_namespace_is_its_own),
		fixture_test(what_is_not_planned_is_shared),
		fixture_test(init_is_pid_1_and_powerless),
		fixture_test(init_holds_nothing),
		fixture_test(init_stands_in_the_rootfs),
		fixture_test(a_terminal_comes_into_a_jail_that_stands),
		fixture_test(init_is_not_killed_from_inside),
		fixture_test(orphans_are_reaped),
		fixture_test(init_dies_with_its_keeper),
		fixture_test(a_slow_start_is_cut_off),
		fixture_test(a_passed_deadline_is_no_wait),
		fixture_test(a_failed_build_tells_why),
		fixture_test(an_init_that_dies_while_it_builds_is_no_jail),
		fixture_test(namespaces_that_can_not_be_had_are_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
