/* SPDX-License-Identifier: BSD-3-Clause */
/* Running pasta; see pasta_run.h. */
#include "network/pasta_run.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "shared/cleanup.h"
#include "shared/message.h"
#include "shared/request.h"
#include "system/privileges.h"
#include "system/report.h"
#include "system/side_program.h"

#define START_TIMEOUT_MS 4000

#define WORD_WELL '+'

/*
 * Where pasta finds the namespace; nobody else sees that mount. The profiles for AppArmor that come
 * with it (Debian 12, 13, testing) allow the first place, where there is such a directory.
 */
#define RUNTIME_DIR   "/run/user"
#define RUNTIME_PLACE RUNTIME_DIR "/0/netns/jail"
#define STATE_PLACE   STATE_DIR "/net"

/* To enter the namespace and to make its interface; pasta gives up what it can. */
static const cap_value_t pasta_capabilities[] = { CAP_SYS_ADMIN, CAP_NET_ADMIN, CAP_SETPCAP };

/* What the processes of one pasta share. */
struct pasta {
	const struct request *request;
	int namespace_fd;
	bool has_runtime_dir;
	int end_fd;  /* the reading end: it ends with the keeper */
	int word_fd; /* pasta's errors and ours; WORD_WELL is the last byte if all is well */
};

/* Its own pid 1 can not be named in there: what goes wrong is told by step. */
_Noreturn static void fail(const struct pasta *pasta, const char *step)
{
	(void)dprintf(pasta->word_fd, "%s: %s", step, strerror(errno));
	_exit(EXIT_FAILURE);
}

static bool is_own_directory(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == 0;
}

static const char *place_of(const struct pasta *pasta)
{
	return pasta->has_runtime_dir ? RUNTIME_PLACE : STATE_PLACE;
}

static int cover(const char *path)
{
	return mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=0755") < 0
		       ? -errno
		       : 0;
}

static int runtime_dir_cover(void)
{
	int error = cover(RUNTIME_DIR);

	if (error < 0)
		return error;
	return mkdir(RUNTIME_DIR "/0", 0755) < 0 || mkdir(RUNTIME_DIR "/0/netns", 0755) < 0 ? -errno
											    : 0;
}

/* The state directory is hidden from pasta, and others' runtime directories where it looks there.
 */
static int directories_cover(const struct pasta *pasta)
{
	int error;

	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return -errno;
	error = cover(STATE_DIR);
	return error == 0 && pasta->has_runtime_dir ? runtime_dir_cover() : error;
}

static int directories_uncover(const struct pasta *pasta)
{
	if (umount2(STATE_DIR, MNT_DETACH) < 0 ||
	    (pasta->has_runtime_dir && umount2(RUNTIME_DIR, MNT_DETACH) < 0))
		return -errno;
	return 0;
}

/* pasta opens the namespace by a path when it has given up its right to look into /proc. */
static int namespace_place(const struct pasta *pasta)
{
	char source[32];
	int error = directories_cover(pasta);
	int fd;

	if (error < 0)
		return error;
	(void)snprintf(source, sizeof(source), "/proc/self/fd/%d", pasta->namespace_fd);
	fd = open(place_of(pasta), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444);
	if (fd < 0)
		return -errno;
	(void)close(fd);
	return mount(source, place_of(pasta), NULL, MS_BIND, NULL) < 0 ? -errno : 0;
}

static bool is_needed(int capability)
{
	for (size_t i = 0; i < ARRAY_SIZE(pasta_capabilities); i++)
		if (pasta_capabilities[i] == capability)
			return true;
	return false;
}

static int bounding_set_cut(void)
{
	int capability;

	for (capability = 0; prctl(PR_CAPBSET_READ, capability) >= 0; capability++)
		if (!is_needed(capability) && prctl(PR_CAPBSET_DROP, capability) < 0)
			return -errno;
	return errno == EINVAL && capability > 0 ? 0 : -errno;
}

/* Kept across the change of ids, then handed through exec as ambient ones (capabilities(7)). */
static int capabilities_keep(void)
{
	cap_t sets = cap_init();
	int count = (int)ARRAY_SIZE(pasta_capabilities);
	int error = sets == NULL ? -ENOMEM : 0;

	for (cap_flag_t flag = CAP_EFFECTIVE; error == 0 && flag <= CAP_INHERITABLE; flag++)
		if (cap_set_flag(sets, flag, count, pasta_capabilities, CAP_SET) < 0)
			error = -errno;
	if (error == 0 && cap_set_proc(sets) < 0)
		error = -errno;
	(void)cap_free(sets);
	for (int i = 0; error == 0 && i < count; i++)
		if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, pasta_capabilities[i], 0, 0) < 0)
			error = -errno;
	return error;
}

static int become_user(const struct request *request)
{
	int error = bounding_set_cut();

	if (error < 0)
		return error;
	if (setgroups(0, NULL) < 0 || setresgid(request->gid, request->gid, request->gid) < 0 ||
	    prctl(PR_SET_KEEPCAPS, 1) < 0 ||
	    setresuid(request->uid, request->uid, request->uid) < 0)
		return -errno;
	return capabilities_keep();
}

/* No port is forwarded, and the gateway's address does not stand for the host's loopback. */
_Noreturn static void pasta_exec(const struct pasta *pasta)
{
	const char *const arguments[] = {
		"pasta",
		"--quiet",
		"--config-net",
		"--no-map-gw",
		"--ns-ifname",
		"eth0",
		"-t",
		"none",
		"-u",
		"none",
		"-T",
		"none",
		"-U",
		"none",
		"--netns-only",
		"--netns",
		place_of(pasta),
		NULL,
	};
	static const char *const environment[] = { NULL };

	if (become_user(pasta->request) < 0)
		fail(pasta, "pasta's user");
	if (dup2(pasta->word_fd, STDERR_FILENO) < 0 || signal(SIGCHLD, SIG_DFL) == SIG_ERR ||
	    signal(SIGPIPE, SIG_DFL) == SIG_ERR)
		fail(pasta, "pasta's descriptors");
	(void)execve(PASST_PATH, (char *const *)(uintptr_t)arguments,
		     (char *const *)(uintptr_t)environment);
	fail(pasta, PASST_PATH);
}

/* pasta goes to the background when the interface is there. */
static void pasta_wait(const struct pasta *pasta, pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			fail(pasta, "pasta");
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return;
	(void)dprintf(pasta->word_fd, "pasta has failed");
	_exit(EXIT_FAILURE);
}

/* PID 1 of pasta's pid namespace: with it everything in there ends. */
_Noreturn static void guard_main(const struct pasta *pasta)
{
	char byte;
	pid_t pid;

	(void)prctl(PR_SET_NAME, "nsjail-pasta");
	(void)umask(S_IWGRP | S_IWOTH); /* the user walks through what is made for him */
	if (setsid() < 0 || namespace_place(pasta) < 0)
		fail(pasta, "the network namespace's place");
	pid = fork();
	if (pid == 0)
		pasta_exec(pasta);
	if (pid < 0)
		fail(pasta, "no process for pasta");
	pasta_wait(pasta, pid);
	(void)signal(SIGCHLD, SIG_IGN);
	if (directories_uncover(pasta) < 0 || privileges_drop_all() < 0 ||
	    dup2(pasta->end_fd, STDIN_FILENO) < 0)
		fail(pasta, "pasta's guard");
	(void)dprintf(pasta->word_fd, "%c", WORD_WELL);
	(void)close_range(STDIN_FILENO + 1, ~0U, 0);
	while (read(STDIN_FILENO, &byte, 1) < 0 && errno == EINTR)
		continue;
	_exit(EXIT_SUCCESS);
}

static pid_t guard_clone(void)
{
	struct clone_args arguments = { .flags = CLONE_NEWPID | CLONE_NEWNS,
					.exit_signal = SIGCHLD };

	return (pid_t)syscall(SYS_clone3, &arguments, sizeof(arguments));
}

/* Everybody who could write has let go of the pipe when pasta runs or has failed. */
static int word_hear(int word_fd, struct report *report)
{
	int64_t deadline_ms = boottime_ms() + START_TIMEOUT_MS;
	struct pollfd ready = { .fd = word_fd, .events = POLLIN };
	char text[REASON_MAX] = "";
	size_t used = 0;
	ssize_t length = 1;

	while (length > 0 && used < sizeof(text) - 1) {
		int64_t left = deadline_ms - boottime_ms();

		if (poll(&ready, 1, left > 0 ? (int)left : 0) != 1)
			return report_error(report, ETIMEDOUT, "network 'user': pasta");
		length = read(word_fd, text + used, sizeof(text) - 1 - used);
		used += length > 0 ? (size_t)length : 0;
	}
	if (used > 0 && text[used - 1] == WORD_WELL)
		return 0;
	for (char *end = text; (end = strchr(end, '\n')) != NULL;)
		*end = ';';
	return report_error(report, 0, "network 'user': %s", text);
}

int pasta_start(const struct request *request, int namespace_fd, int *ret_pid, int *ret_end_fd,
		struct report *report)
{
	_cleanup_close_ int end_read_fd = NO_FD, end_fd = NO_FD;
	_cleanup_close_ int word_fd = NO_FD, word_write_fd = NO_FD;
	struct pasta pasta = { .request = request,
			       .namespace_fd = namespace_fd,
			       .has_runtime_dir = is_own_directory(RUNTIME_DIR) };
	int ends[2], words[2];
	pid_t pid;
	int error = side_program_check(PASST_PATH, report);

	if (error < 0)
		return error;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return report_error(report, errno, "no pipe for pasta");
	end_read_fd = pasta.end_fd = ends[0];
	end_fd = ends[1];
	if (pipe2(words, O_CLOEXEC) < 0)
		return report_error(report, errno, "no pipe for pasta");
	word_fd = words[0];
	word_write_fd = pasta.word_fd = words[1];
	pid = guard_clone();
	if (pid == 0) {
		(void)close(end_fd);
		guard_main(&pasta);
	}
	if (pid < 0)
		return report_error(report, errno, "no process for pasta");
	cleanup_close(&word_write_fd);
	word_write_fd = NO_FD;
	error = word_hear(word_fd, report);
	*ret_pid = pid;
	*ret_end_fd = TAKE_FD(end_fd);
	return error;
}
