/* SPDX-License-Identifier: BSD-3-Clause */
/* A jail of two halves: whose ids it has, and that either half's death leaves nothing. */
#include "jail/private_build.h"

#include <fcntl.h>
#include <linux/nsfs.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>

#include "fixture.h"
#include "jail/init.h"
#include "mounts/terminal_node.h"
#include "shared/cleanup.h"

#define BASE	 1000000U
#define PATIENCE 20000 /* milliseconds; more than either half has for the other */

/* Which call of which half is its last one, or takes too long. */
enum mishap {
	MISHAP_NONE,
	MISHAP_BUILDER_DIES,
	MISHAP_BUILDER_HANGS,
	MISHAP_INIT_DIES_FIRST,
	MISHAP_INIT_DIES_LATE,
	MISHAP_INIT_HANGS,
};

static enum mishap mishap;

static void happen(enum mishap death, enum mishap delay)
{
	if (mishap == death)
		(void)kill(getpid(), SIGKILL);
	if (mishap == death)
		_exit(1); /* PID 1 survives its own signal */
	if (mishap != MISHAP_NONE && mishap == delay)
		(void)poll(NULL, 0, PATIENCE / 2);
}

/* The builder's first one comes when it has an init. */
int fsopen(const char *type, unsigned int flags)
{
	if (getpid() != 1)
		happen(MISHAP_BUILDER_DIES, MISHAP_BUILDER_HANGS);
	return (int)syscall(SYS_fsopen, type, flags);
}

/* init, before it waits for its turn. */
pid_t setsid(void)
{
	happen(MISHAP_INIT_DIES_FIRST, MISHAP_INIT_HANGS);
	return (pid_t)syscall(SYS_setsid);
}

/* init, when its turn has come. */
int setresuid(uid_t real, uid_t effective, uid_t saved)
{
	if (real != (uid_t)-1) /* not the builder's own */
		happen(MISHAP_INIT_DIES_LATE, MISHAP_NONE);
	return (int)syscall(SYS_setresuid, real, effective, saved);
}

static void private_make(struct fixture_jail *jail)
{
	static const char *const directories[] = { "dev/shm", "dev/pts", "dev/mqueue" };
	char path[128];

	mishap = MISHAP_NONE;
	fixture_jail_make(jail);
	for (size_t i = 0; i < ARRAY_SIZE(directories); i++) {
		(void)snprintf(path, sizeof(path), FIXTURE_ROOTFS "/%s", directories[i]);
		directory_make(path, 0755);
	}
	jail->plan.has_user_namespace = true;
	jail->plan.namespaces |= CLONE_NEWUSER;
	jail->plan.no_new_privs = false;
	jail->sources.is_rootfs_mapped = true;
	jail->sources.idmap = (struct idmap){ .is_active = true,
					      .uid_base = BASE,
					      .gid_base = BASE,
					      .count = 65536,
					      .uid = FIXTURE_UID,
					      .gid = FIXTURE_UID };
}

static int try(struct fixture_jail *jail, struct jail_init *init)
{
	return init_start(init, &jail->plan, &jail->request, &jail->sources, &jail->report,
			  (long)boottime_ms() + PATIENCE);
}

static void start(struct fixture_jail *jail, struct jail_init *init)
{
	private_make(jail);
	check_true(try(jail, init) == 0, jail->report.text, __FILE__, __LINE__);
	check_number(jail->report.error_count, 0);
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

static void init_is_the_ranges_root_and_powerless(void)
{
	struct fixture_jail jail;
	struct jail_init init;

	start(&jail, &init);
	check_status(&init, "\nUid:\t1000000\t1000000\t1000000\t1000000\n");
	check_status(&init, "\nGid:\t1000000\t1000000\t1000000\t1000000\n");
	check_status(&init, "\nGroups:\t \n");
	check_status(&init, "\nCapPrm:\t0000000000000000\n");
	check_status(&init, "\nCapEff:\t0000000000000000\n");
	check_status(&init, "\nNoNewPrivs:\t1\n");
	check_number(getsid(init.pid), init.pid);
}

/* What is taken in it counts for the range, not for the host's root (NS_GET_OWNER_UID). */
static void the_namespace_belongs_to_the_range(void)
{
	struct fixture_jail jail;
	struct jail_init init;
	uid_t owner = 0;

	start(&jail, &init);
	check_number(ioctl(proc_open(&init, "ns/user", O_RDONLY), NS_GET_OWNER_UID, &owner), 0);
	check_number(owner, BASE);
	check_number(getuid(), 0);
	check_number(geteuid(), 0);
}

/* It has to be reaped by the keeper, not by the builder, which is gone. */
static void init_is_the_keepers_child(void)
{
	struct fixture_jail jail;
	struct jail_init init;

	start(&jail, &init);
	check_number(kill(init.pid, SIGKILL), 0);
	check(is_readable(init.pidfd, FIXTURE_WAIT));
	check_number(waitpid(-1, NULL, 0), init.pid);
	check_errno(waitpid(-1, NULL, WNOHANG), ECHILD);
}

static void init_dies_with_its_keeper(void)
{
	struct fixture_jail jail;
	struct jail_init init;
	int output[2];
	char byte;
	pid_t keeper;

	check_number(pipe2(output, O_CLOEXEC), 0);
	keeper = fork();
	if (keeper == 0) {
		start(&jail, &init);
		check_number(write(output[1], &init.pid, sizeof(init.pid)), sizeof(init.pid));
		for (;;)
			(void)pause();
	}
	(void)close(output[1]);
	check_number(read(output[0], &init.pid, sizeof(init.pid)), sizeof(init.pid));
	init.pidfd = (int)syscall(SYS_pidfd_open, init.pid, 0);
	check(!is_readable(init.pidfd, 200));
	check_number(kill(keeper, SIGKILL), 0);
	check(is_readable(init.pidfd, FIXTURE_WAIT));
	check_number(read(output[0], &byte, 1), 0);
}

static void the_rootfs_shows_the_range(void)
{
	struct fixture_jail jail;
	struct jail_init init;
	_cleanup_close_ int root_fd = NO_FD;
	struct stat status;

	start(&jail, &init);
	root_fd = proc_open(&init, "root", O_RDONLY | O_DIRECTORY);
	check_number(fstatat(root_fd, "marker", &status, 0), 0);
	check_number(status.st_uid, BASE);
	check_number(stat(FIXTURE_ROOTFS "/marker", &status), 0);
	check_number(status.st_uid, 0);
}

/* As the jail's root, with all that a root has there. */
static void in_the_jail(const struct jail_init *init, uint32_t namespaces, void (*body)(void))
{
	pid_t child = fork(), inner;

	if (child != 0) {
		check_child(child);
		return;
	}
	check_number(setns(init->pidfd, (int)namespaces), 0);
	check_number(syscall(SYS_setresgid, 0, 0, 0), 0);
	check_number(syscall(SYS_setresuid, 0, 0, 0), 0);
	inner = fork();
	if (inner == 0) {
		body();
		_exit(0);
	}
	check_child(inner);
	_exit(0);
}

static void no_user_namespace_can_be_made(void)
{
	check_number(getuid(), 0);
	check_errno(unshare(CLONE_NEWUSER), ENOSPC);
	/* The control: another kind can. */
	check_number(unshare(CLONE_NEWUTS), 0);
	check_errno(open("/proc/sys/user/max_user_namespaces", O_WRONLY), EROFS);
}

static void one_user_namespace_can_be_made(void)
{
	check_number(unshare(CLONE_NEWUSER), 0);
}

static void nested_namespaces_are_made_only_if_planned(void)
{
	struct fixture_jail jail;
	struct jail_init init;

	start(&jail, &init);
	in_the_jail(&init, jail.plan.namespaces, no_user_namespace_can_be_made);
	private_make(&jail);
	jail.plan.has_nested_namespaces = true;
	check_number(try(&jail, &init), 0);
	in_the_jail(&init, jail.plan.namespaces, one_user_namespace_can_be_made);
}

static void no_user_namespace_without_proc_either(void)
{
	check_errno(unshare(CLONE_NEWUSER), ENOSPC);
	check(!is_there(AT_FDCWD, "/proc/self"));
}

static void a_jail_without_proc_has_its_limit(void)
{
	struct fixture_jail jail;
	struct jail_init init;

	private_make(&jail);
	jail.plan.has_proc = false;
	check_true(try(&jail, &init) == 0, jail.report.text, __FILE__, __LINE__);
	in_the_jail(&init, jail.plan.namespaces, no_user_namespace_without_proc_either);
}

/* What was made outside is locked: by the kernel, whatever the jail's root may do else. */
static void locked_mounts_do_not_move(void)
{
	static const char *const locked[] = { "/proc", "/proc/interrupts", "/proc/sys", "/dev" };

	for (size_t i = 0; i < ARRAY_SIZE(locked); i++) {
		check(umount2(locked[i], MNT_DETACH) < 0);
		check_number(errno, EINVAL);
		check(mount(locked[i], "/tmp", NULL, MS_MOVE, NULL) < 0);
	}
	check_errno(mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND, NULL), EPERM);
	check_errno(mount(NULL, "/proc/sys", NULL, MS_REMOUNT | MS_BIND, NULL), EPERM);
	check_errno(mount("proc", "/tmp", "proc", 0, NULL), EPERM);
	/* The controls: a file system of his own, mounted and unmounted. */
	check_number(mount("tmpfs", "/tmp", "tmpfs", 0, NULL), 0);
	check_number(umount2("/tmp", 0), 0);
}

static void what_was_made_outside_is_locked(void)
{
	struct fixture_jail jail;
	struct jail_init init;

	start(&jail, &init);
	in_the_jail(&init, jail.plan.namespaces, locked_mounts_do_not_move);
}

/* init may be left for a moment, when nobody knows its number: it dies with us, and at once here.
 */
static void check_nothing_left(void)
{
	int64_t deadline = boottime_ms() + FIXTURE_WAIT;
	pid_t pid;

	do {
		pid = waitpid(-1, NULL, WNOHANG);
		(void)poll(NULL, 0, pid == 0 ? 10 : 0);
	} while (pid >= 0 && boottime_ms() < deadline);
	check(pid < 0 && errno == ECHILD);
}

/* The one of these, ended by NULL, that text holds; or the first. */
static const char *said_of(const char *const *reasons, const char *text)
{
	for (const char *const *reason = reasons; *reason != NULL; reason++)
		if (strstr(text, *reason) != NULL)
			return *reason;
	return reasons[0];
}

/* Where several of them see it, any may be the first to say so. */
static void check_mishap_any(enum mishap what, const char *const *reasons)
{
	struct fixture_jail jail;
	struct jail_init init = { .pid = -7, .pidfd = -7 };
	int64_t begin = boottime_ms();

	private_make(&jail);
	mishap = what;
	check(try(&jail, &init) < 0);
	check_number(init.pid, -7);
	check_text(jail.report.text, said_of(reasons, jail.report.text));
	check(boottime_ms() - begin < PATIENCE / 2 - 1000);
	check_nothing_left();
	check_number(jail.report.error_count, 1);
}

static void check_mishap(enum mishap what, const char *reason)
{
	check_mishap_any(what, (const char *const[]){ reason, NULL });
}

static void a_builder_that_dies_is_no_jail(void)
{
	check_mishap(MISHAP_BUILDER_DIES, "init can not start: Broken pipe");
}

static void a_builder_that_hangs_is_not_waited_for(void)
{
	struct fixture_jail jail;
	struct jail_init init = { .pid = -7, .pidfd = -7 };

	private_make(&jail);
	mishap = MISHAP_BUILDER_HANGS;
	check(init_start(&init, &jail.plan, &jail.request, &jail.sources, &jail.report,
			 (long)boottime_ms() + 300) < 0);
	check_text(jail.report.text, "no word from the jail's builder");
	check_nothing_left();
}

static void an_init_that_dies_before_its_turn_is_no_jail(void)
{
	static const char *const reasons[] = { "the jail", "/proc: No child processes",
					       "can not limit the namespaces: Broken pipe", NULL };

	check_mishap_any(MISHAP_INIT_DIES_FIRST, reasons);
}

static void an_init_that_dies_in_its_turn_is_no_jail(void)
{
	check_mishap(MISHAP_INIT_DIES_LATE, "init ended while it built the jail");
}

static void an_init_that_hangs_is_not_waited_for(void)
{
	check_mishap(MISHAP_INIT_HANGS, "can not limit the namespaces: Connection timed out");
}

static void a_range_that_the_kernel_refuses_is_no_jail(void)
{
	struct fixture_jail jail;
	struct jail_init init = { .pid = -7 };

	private_make(&jail);
	jail.sources.idmap.uid_base = UINT32_MAX - 100;
	check(try(&jail, &init) < 0);
	check_text(jail.report.text, "can not write the id maps: Invalid argument");
	check_number(init.pid, -7);
	check_nothing_left();
}

static void file_write(const char *path, const char *text)
{
	_cleanup_close_ int fd = open(path, O_WRONLY | O_CLOEXEC);

	check_true(fd >= 0, path, __FILE__, __LINE__);
	check_number(write(fd, text, strlen(text)), strlen(text));
}

static void map_write(pid_t pid, const char *name)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	file_write(path, "0 0 4294967295\n");
}

/* A host of our own, whose limit on user namespaces is ours to set. */
static void on_a_host_with_limit(const char *limit, void (*body)(void))
{
	int unshared[2], mapped[2];
	char byte;
	pid_t child;

	check_number(pipe2(unshared, O_CLOEXEC), 0);
	check_number(pipe2(mapped, O_CLOEXEC), 0);
	child = fork();
	if (child == 0) {
		check_number(unshare(CLONE_NEWUSER | CLONE_NEWNS), 0);
		check_number(write(unshared[1], "", 1), 1);
		check_number(read(mapped[0], &byte, 1), 1);
		file_write("/proc/sys/user/max_user_namespaces", limit);
		body();
		_exit(0);
	}
	check_number(read(unshared[0], &byte, 1), 1);
	map_write(child, "uid_map");
	map_write(child, "gid_map");
	check_number(write(mapped[1], "", 1), 1);
	check_child(child);
}

static void refused_for_the_limit(void)
{
	struct fixture_jail jail;
	struct jail_init init = { .pid = -7 };

	private_make(&jail);
	check(try(&jail, &init) < 0);
	check_text(jail.report.text, "as many as a limit in '/proc/sys/user' allows");
	check_number(init.pid, -7);
	check_nothing_left();
}

/* The second one is root's own, who has as many as he may by then. */
static void refused_for_the_second_namespace(void)
{
	struct fixture_jail jail;
	struct jail_init init = { .pid = -7 };
	int made[2];
	pid_t holder;
	char byte;

	check_number(pipe(made), 0);
	holder = fork();
	if (holder == 0) {
		check_number(unshare(CLONE_NEWUSER), 0);
		check_number(write(made[1], "", 1), 1);
		(void)pause();
	}
	check_number(read(made[0], &byte, 1), 1);
	private_make(&jail);
	check(try(&jail, &init) < 0);
	check_number(kill(holder, SIGKILL), 0);
	check_number(waitpid(holder, NULL, 0), holder);
	check_text(jail.report.text, "can not map the user's ids: No space left on device");
	check_number(init.pid, -7);
	check_nothing_left();
}

static void a_host_without_user_namespaces_has_no_such_jail(void)
{
	on_a_host_with_limit("0", refused_for_the_limit);
	on_a_host_with_limit("1", refused_for_the_second_namespace);
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

	start(&jail, &init);
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

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(a_terminal_comes_into_a_jail_that_stands),
		fixture_test(init_is_the_ranges_root_and_powerless),
		fixture_test(the_namespace_belongs_to_the_range),
		fixture_test(init_is_the_keepers_child),
		fixture_test(init_dies_with_its_keeper),
		fixture_test(the_rootfs_shows_the_range),
		fixture_test(nested_namespaces_are_made_only_if_planned),
		fixture_test(a_jail_without_proc_has_its_limit),
		fixture_test(what_was_made_outside_is_locked),
		fixture_test(a_builder_that_dies_is_no_jail),
		fixture_test(a_builder_that_hangs_is_not_waited_for),
		fixture_test(an_init_that_dies_before_its_turn_is_no_jail),
		fixture_test(an_init_that_dies_in_its_turn_is_no_jail),
		fixture_test(an_init_that_hangs_is_not_waited_for),
		fixture_test(a_range_that_the_kernel_refuses_is_no_jail),
		fixture_test(a_host_without_user_namespaces_has_no_such_jail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
