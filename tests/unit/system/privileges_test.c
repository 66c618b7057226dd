/* SPDX-License-Identifier: BSD-3-Clause */
/* What is given up is gone, what a caller had set is back, and a raised helper refuses to run. */
#include "system/privileges.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/keyctl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "fixture.h"
#include "shared/cleanup.h"

#define CHECK_OWN "check-own" /* this program's own word for "be the helper" */
#define TELL_SETS "tell-sets" /* and its word for "write down what you may" */
#define COPY	  FIXTURE_DIRECTORY "/copy"

static void check_status(const char *line)
{
	char text[4096];

	file_read(AT_FDCWD, "/proc/self/status", text, sizeof(text));
	check_text(text, line);
}

static void capability_raise(cap_flag_t flag, cap_value_t capability)
{
	cap_t set = cap_get_proc();

	check_number(cap_set_flag(set, flag, 1, &capability, CAP_SET), 0);
	check_number(cap_set_proc(set), 0);
	(void)cap_free(set);
}

static void capability_lower(cap_value_t capability)
{
	cap_t set = cap_get_proc();

	check_number(cap_set_flag(set, CAP_EFFECTIVE, 1, &capability, CAP_CLEAR), 0);
	check_number(cap_set_flag(set, CAP_PERMITTED, 1, &capability, CAP_CLEAR), 0);
	check_number(cap_set_proc(set), 0);
	(void)cap_free(set);
}

static bool has_capability(cap_value_t capability)
{
	cap_flag_value_t value = CAP_CLEAR;

	check_number(cap_get_flag(cap_get_proc(), capability, CAP_EFFECTIVE, &value), 0);
	return value == CAP_SET;
}

static void every_set_is_empty(void)
{
	capability_raise(CAP_INHERITABLE, CAP_KILL);
	check_number(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_KILL, 0, 0), 0);
	check_status("CapAmb:\t0000000000000020\n");
	check_number(privileges_drop_all(), 0);
	check_status("CapInh:\t0000000000000000\n");
	check_status("CapPrm:\t0000000000000000\n");
	check_status("CapEff:\t0000000000000000\n");
	check_status("CapAmb:\t0000000000000000\n");
}

static void a_keeper_may_kill_and_no_more(void)
{
	check_number(privileges_drop_to_keeper(true, false), 0);
	check_status("CapInh:\t0000000000000000\n");
	check_status("CapPrm:\t0000000000000020\n");
	check_status("CapEff:\t0000000000000020\n");
	check_status("CapAmb:\t0000000000000000\n");
	check_status("NoNewPrivs:\t1\n");
	check_number(prctl(PR_GET_DUMPABLE), 0);
	check(has_capability(CAP_KILL));
	check_errno(sethostname("after", 5), EPERM);
}

static void a_keeper_of_a_cgroup_may_move_root(void)
{
	check_number(privileges_drop_to_keeper(false, true), 0);
	check_status("CapPrm:\t0000000000800000\n");
	check_status("CapEff:\t0000000000800000\n");
}

static void no_program_raises_us_again(void)
{
	check_number(privileges_drop_all(), 0);
	check_status("NoNewPrivs:\t1\n");
	check_number(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), 1);
}

static void nobody_looks_into_us(void)
{
	check_number(prctl(PR_GET_DUMPABLE), 1);
	check_number(privileges_drop_all(), 0);
	check_number(prctl(PR_GET_DUMPABLE), 0);
}

static void what_is_gone_does_not_come_back(void)
{
	cap_t set = cap_get_proc();

	check_number(sethostname("before", 6), 0);
	check_number(privileges_drop_all(), 0);
	check_errno(sethostname("after", 5), EPERM);
	check_errno(mount("tmpfs", "/mnt", "tmpfs", 0, NULL), EPERM);
	check_errno(setns(open("/proc/1/ns/uts", O_RDONLY), CLONE_NEWUTS), EPERM);
	check_errno(cap_set_proc(set), EPERM);
	check_number(geteuid(), 0);
}

static void dropping_twice_is_fine(void)
{
	check_number(privileges_drop_all(), 0);
	check_number(privileges_drop_all(), 0);
}

/* Nothing that is dropped needs a right to be dropped (capabilities(7)). */
static void a_caller_without_setpcap_can_drop_it_all(void)
{
	capability_lower(CAP_SETPCAP);
	check_number(privileges_drop_all(), 0);
	check_status("CapPrm:\t0000000000000000\n");
}

static int number_in(const char *path)
{
	char text[32];

	file_read(AT_FDCWD, path, text, sizeof(text));
	return atoi(text);
}

static long keyring_serial(void)
{
	return syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 1);
}

static void number_write(const char *path, const char *text)
{
	_cleanup_close_ int fd = open(path, O_WRONLY | O_CLOEXEC);

	check_number(write(fd, text, strlen(text)), strlen(text));
}

static void hostile_state_set(void)
{
	struct sched_param parameter = { 0 };
	struct rlimit core = { RLIM_INFINITY, RLIM_INFINITY };

	check_number(setpriority(PRIO_PROCESS, 0, 7), 0);
	check_number(sched_setscheduler(0, SCHED_BATCH, &parameter), 0);
	check(personality(ADDR_NO_RANDOMIZE | UNAME26) >= 0);
	check_number(setrlimit(RLIMIT_CORE, &core), 0);
	number_write("/proc/self/oom_score_adj", "900");
}

static void check_state(int oom_score)
{
	struct rlimit core;

	check_number(getpriority(PRIO_PROCESS, 0), 0);
	check_number(sched_getscheduler(0), SCHED_OTHER);
	check_number(personality(0xffffffff), PER_LINUX);
	check_number(getrlimit(RLIMIT_CORE, &core), 0);
	check_number(core.rlim_cur, 0);
	check_number(core.rlim_max, 0);
	check_number(number_in("/proc/self/oom_score_adj"), oom_score);
}

static void what_a_caller_has_set_is_reset(void)
{
	struct report report = { .socket_fd = NO_FD };

	hostile_state_set();
	check_number(privileges_reset_inherited(&report), 0);
	check_number(privileges_reset_to_stay(&report), 0);
	check_state(has_capability(CAP_SYS_RESOURCE) ? -1000 : 0);
	check_number(report.error_count, 0);
}

/* As in a container: the oom score can not be lowered below what the container got. */
static void without_sys_resource_the_oom_score_is_neutral(void)
{
	struct report report = { .socket_fd = NO_FD };

	hostile_state_set();
	capability_lower(CAP_SYS_RESOURCE);
	check_number(privileges_reset_inherited(&report), 0);
	check_number(privileges_reset_to_stay(&report), 0);
	check_state(0);
}

static void the_session_keyring_is_a_new_one(void)
{
	struct report report = { .socket_fd = NO_FD };
	long before = keyring_serial();

	check(before > 0);
	check_number(privileges_reset_inherited(&report), 0);
	check_number(privileges_reset_to_stay(&report), 0);
	check(keyring_serial() > 0);
	check(keyring_serial() != before);
}

static void what_can_not_be_reset_is_named(void)
{
	struct report report = { .socket_fd = NO_FD };

	check_number(setpriority(PRIO_PROCESS, 0, 7), 0);
	capability_lower(CAP_SYS_NICE);
	check_number(privileges_reset_inherited(&report), -EACCES);
	check_text(report.text, "priority");
}

static void copy_make(mode_t mode)
{
	_cleanup_close_ int from_fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	_cleanup_close_ int to_fd = open(COPY, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
	char buffer[65536];
	ssize_t length;

	while ((length = read(from_fd, buffer, sizeof(buffer))) > 0)
		check_number(write(to_fd, buffer, (size_t)length), length);
	check_number(length, 0);
	check_number(fchmod(to_fd, mode), 0);
}

_Noreturn static void copy_exec(int output_fd, uid_t uid)
{
	check(dup2(output_fd, STDOUT_FILENO) >= 0);
	if (uid != 0)
		root_give_up();
	(void)execl(COPY, COPY, CHECK_OWN, NULL);
	_exit(99);
}

/* Runs the copy as the helper; its reason for refusing must contain this part. */
static void check_copy(uid_t uid, int wanted, const char *part)
{
	char text[512] = "";
	int output[2];
	int status = -1;
	pid_t child;

	check_number(pipe2(output, O_CLOEXEC | O_NONBLOCK), 0);
	child = fork();
	if (child == 0)
		copy_exec(output[1], uid);
	check_number(waitpid(child, &status, 0), child);
	check(read(output[0], text, sizeof(text) - 1) >= 0 || errno == EAGAIN);
	check_text(text, part);
	check_number(status, wanted << 8);
}

static void a_plain_program_of_roots_may_run(void)
{
	copy_make(0755);
	check_copy(0, 0, "");
}

static void a_setuid_program_may_not(void)
{
	copy_make(04755);
	check_copy(0, 1, "setuid or setgid");
	check_copy(FIXTURE_UID, 1, "must be started by root");
}

static void a_setgid_program_may_not(void)
{
	copy_make(02755);
	check_copy(0, 1, "setuid or setgid");
}

static void a_program_with_capabilities_may_not(void)
{
	cap_t set = cap_from_text("cap_kill+ep");

	copy_make(0755);
	check_number(cap_set_file(COPY, set), 0);
	check_copy(0, 1, "has capabilities");
}

/* Which capabilities the copy has, when a process that can start it in this way has dropped its
 * own. */
static uint64_t copy_sets(uid_t uid, bool has_dropped)
{
	uint64_t sets = ~0ULL;
	int output[2], status = -1;
	pid_t child;

	check_number(pipe2(output, O_CLOEXEC), 0);
	child = fork();
	if (child == 0) {
		check(dup2(output[1], STDOUT_FILENO) >= 0);
		if (uid != 0)
			root_give_up();
		if (has_dropped)
			check_number(privileges_drop_all(), 0);
		(void)execl(COPY, COPY, TELL_SETS, NULL);
		_exit(99);
	}
	check_number(close(output[1]), 0);
	check_number(waitpid(child, &status, 0), child);
	check_number(status, 0);
	check_number(read(output[0], &sets, sizeof(sets)), sizeof(sets));
	check_number(close(output[0]), 0);
	return sets;
}

/*
 * The bounding set stays: no_new_privs alone makes execve(2) give nobody more than he has, by
 * whatever a program is raised (commoncap.c since Linux 3.5).
 */
static void a_program_that_is_executed_has_no_more(void)
{
	cap_t set = cap_from_text("cap_kill,cap_setuid+ep");

	copy_make(0755);
	check(copy_sets(0, false) != 0);
	check_number(copy_sets(0, true), 0);
	check_number(copy_sets(FIXTURE_UID, false), 0);
	check_number(chmod(COPY, 04755), 0);
	check(copy_sets(FIXTURE_UID, false) != 0);
	check_number(copy_sets(FIXTURE_UID, true), 0);
	check_number(chmod(COPY, 0755), 0);
	check_number(cap_set_file(COPY, set), 0);
	check(copy_sets(FIXTURE_UID, false) != 0);
	check_number(copy_sets(FIXTURE_UID, true), 0);
	check_number(copy_sets(0, true), 0);
	(void)cap_free(set);
}

static void others_may_not_start_it(void)
{
	copy_make(0755);
	check_copy(FIXTURE_UID, 1, "must be started by root");
}

static int check_own(void)
{
	struct report report = { .socket_fd = NO_FD };
	int error = privileges_check_own(&report);

	(void)printf("%s", report.text);
	return error < 0 ? 1 : 0;
}

static int tell_sets(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
	uint64_t either;

	if (capget(&header, sets) < 0)
		return 1;
	either = (uint64_t)(sets[1].permitted | sets[1].effective) << 32 | sets[0].permitted |
		 sets[0].effective;
	return write(STDOUT_FILENO, &either, sizeof(either)) == sizeof(either) ? 0 : 1;
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(every_set_is_empty),
		fixture_test(a_keeper_may_kill_and_no_more),
		fixture_test(a_keeper_of_a_cgroup_may_move_root),
		fixture_test(no_program_raises_us_again),
		fixture_test(nobody_looks_into_us),
		fixture_test(what_is_gone_does_not_come_back),
		fixture_test(dropping_twice_is_fine),
		fixture_test(a_caller_without_setpcap_can_drop_it_all),
		fixture_test(what_a_caller_has_set_is_reset),
		fixture_test(without_sys_resource_the_oom_score_is_neutral),
		fixture_test(the_session_keyring_is_a_new_one),
		fixture_test(what_can_not_be_reset_is_named),
		fixture_test(a_plain_program_of_roots_may_run),
		fixture_test(a_setuid_program_may_not),
		fixture_test(a_setgid_program_may_not),
		fixture_test(a_program_with_capabilities_may_not),
		fixture_test(others_may_not_start_it),
		fixture_test(a_program_that_is_executed_has_no_more),
	};

	if (argc == 2 && strcmp(argv[1], CHECK_OWN) == 0)
		return check_own();
	if (argc == 2 && strcmp(argv[1], TELL_SETS) == 0)
		return tell_sets();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
