/* SPDX-License-Identifier: BSD-3-Clause */
/* The administrator's programs: what they are told, what they inherit, and what becomes of them. */
#include "keeper/hook.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "fixture.h"
#include "shared/cleanup.h"
#include "shared/message.h"

#define PROGRAM	 FIXTURE_DIRECTORY "/program"
#define OUTPUT	 FIXTURE_DIRECTORY "/output"
#define TEXT_MAX 4096

/* A jail with a script for both occasions; lines of it follow "#!/bin/sh". */
static void begin(struct fixture_jail *jail, const char *script)
{
	char text[TEXT_MAX];

	fixture_jail_make(jail);
	(void)snprintf(text, sizeof(text), "#!/bin/sh\n%s\n", script);
	file_make(PROGRAM, text, 0755);
	jail->plan.on_create = strdup(PROGRAM);
	jail->plan.on_destroy = strdup(PROGRAM);
}

static int create(struct fixture_jail *jail)
{
	jail->report = (struct report){ .socket_fd = NO_FD };
	return hook_create(&jail->plan, &jail->request, 4711, &jail->report);
}

static void check_output(const char *wanted)
{
	char text[TEXT_MAX];

	file_read(AT_FDCWD, OUTPUT, text, sizeof(text));
	check_text(text, wanted);
	check_number(strlen(text), strlen(wanted));
}

static const char environment_script[] = "tr '\\0' '\\n' </proc/$$/environ >" OUTPUT "\n"
					 "echo $# \"$0\" >>" OUTPUT;

#define ENVIRONMENT(event)                                                          \
	"PATH=/usr/sbin:/usr/bin:/sbin:/bin\nNSJAIL_EVENT=" event                   \
	"\nNSJAIL_USER=tenant\nNSJAIL_HOME=" FIXTURE_DIRECTORY "/home/tenant\n"     \
	"NSJAIL_ROOTFS=" FIXTURE_ROOTFS "\nNSJAIL_SERVICE=sshd\nNSJAIL_UID=54321\n" \
	"NSJAIL_GID=54321\nNSJAIL_ID=0000beef\n"

static void a_program_is_told_of_the_jail(void)
{
	struct fixture_jail jail;

	begin(&jail, environment_script);
	check_number(setenv("LD_PRELOAD", "/evil.so", 1), 0);
	check_number(create(&jail), 0);
	check_number(jail.report.error_count, 0);
	check_output(ENVIRONMENT("create") "NSJAIL_INIT_PID=4711\n0 " PROGRAM "\n");
}

static void odd_words_are_values_and_nothing_else(void)
{
	static const char odd[] = "a'b\"c$(id)`id`;|&\n*";
	struct fixture_jail jail;

	begin(&jail, "printf %s \"$NSJAIL_HOME\" >" OUTPUT);
	jail.request.home = strdup(odd);
	check_number(create(&jail), 0);
	check_output(odd);
}

static void a_long_word_is_cut(void)
{
	static char home[4000];
	struct fixture_jail jail;

	begin(&jail, "printf %s ${#NSJAIL_HOME} >" OUTPUT);
	(void)memset(home, 'x', sizeof(home) - 1);
	jail.request.home = home;
	check_number(create(&jail), 0);
	check_output("499"); /* with "NSJAIL_HOME=" and the end 512 */
}

static void without_a_program_nothing_runs(void)
{
	struct hook_destroyer destroyer;
	struct fixture_jail jail;

	begin(&jail, "touch " OUTPUT);
	jail.plan.on_create = jail.plan.on_destroy = NULL;
	check_number(create(&jail), 0);
	check_number(hook_destroy_prepare(&destroyer, &jail.plan, &jail.request, &jail.report), 0);
	check_number(destroyer.pid, 0);
	check_number(destroyer.end_fd, NO_FD);
	hook_destroy(&destroyer);
	check_errno(waitpid(-1, NULL, WNOHANG), ECHILD);
	check(!is_there(AT_FDCWD, OUTPUT));
}

/* The listing itself is descriptor 3. */
static void a_program_inherits_no_descriptor(void)
{
	struct fixture_jail jail;

	begin(&jail, "ls /proc/self/fd | tr '\\n' ' ' >" OUTPUT);
	check_number(dup2(STDOUT_FILENO, 50), 50);
	check_number(create(&jail), 0);
	check_output("0 1 2 3 ");
}

static void a_program_inherits_no_signal_settings(void)
{
	unsigned long long blocked = 1, ignored = 1;
	struct fixture_jail jail;
	char text[TEXT_MAX];
	sigset_t all;

	/* Without a child: a shell may block signals while it starts one. */
	begin(&jail, "while read -r name value; do case $name in "
		     "SigBlk:|SigIgn:) echo $name $value;; esac; done </proc/$$/status >" OUTPUT);
	check(signal(SIGINT, SIG_IGN) != SIG_ERR);
	check(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
	(void)sigfillset(&all);
	check_number(sigprocmask(SIG_BLOCK, &all, NULL), 0);
	check_number(create(&jail), 0);
	file_read(AT_FDCWD, OUTPUT, text, sizeof(text));
	check_number(sscanf(text, "SigBlk: %llx SigIgn: %llx", &blocked, &ignored), 2);
	check_number(blocked, 0);
	/* Two of the C library's own, 32 and 33, are ignored by every posix_spawn(3). */
	check_number(ignored & 0x7fffffff, 0);
}

static void check_failure(const char *script, int error, const char *reason)
{
	struct fixture_jail jail;

	begin(&jail, script);
	check_number(create(&jail), error);
	check_number(jail.report.error_count, 1);
	check_text(jail.report.text, "program '" PROGRAM "' ");
	check_text(jail.report.text, reason);
	check_errno(waitpid(-1, NULL, WNOHANG), ECHILD);
}

static void a_failure_is_named(void)
{
	check_failure("exit 1", -EINVAL, "ended with status 1");
	check_failure("exit 255", -EINVAL, "ended with status 255");
	check_failure("kill -TERM $$", -EINVAL, "was ended by signal 15");
	check_failure("kill -KILL $$", -EINVAL, "was ended by signal 9");
}

static void what_can_not_run_is_named(void)
{
	struct fixture_jail jail;

	begin(&jail, "");
	file_make(PROGRAM, "#!/no/such/interpreter\n", 0755);
	check_number(create(&jail), -ENOENT);
	check_text(jail.report.text, "program '" PROGRAM "' can not be started");
	check_errno(waitpid(-1, NULL, WNOHANG), ECHILD);
}

static void check_refused(const char *path, const char *reason)
{
	struct hook_destroyer destroyer;
	struct fixture_jail jail;

	begin(&jail, "touch " OUTPUT);
	check_number(chmod(PROGRAM, 0755), 0);
	jail.plan.on_create = jail.plan.on_destroy = strdup(path);
	if (strcmp(path, PROGRAM) == 0)
		check_number(chmod(PROGRAM, 0775), 0);
	check(create(&jail) < 0);
	check_number(jail.report.error_count, 1);
	check_text(jail.report.text, path);
	check_text(jail.report.text, reason);
	jail.report = (struct report){ .socket_fd = NO_FD };
	check(hook_destroy_prepare(&destroyer, &jail.plan, &jail.request, &jail.report) < 0);
	check_text(jail.report.text, reason);
	check_errno(waitpid(-1, NULL, WNOHANG), ECHILD);
	check(!is_there(AT_FDCWD, OUTPUT));
}

static void a_program_is_roots_alone(void)
{
	static const char script[] = "#!/bin/sh\ntouch " OUTPUT "\n";

	file_make(FIXTURE_DIRECTORY "/his", script, 0755);
	check_number(chown(FIXTURE_DIRECTORY "/his", FIXTURE_UID, 0), 0);
	file_make(FIXTURE_DIRECTORY "/plain", script, 0644);
	file_make(FIXTURE_DIRECTORY "/open/program", script, 0755);
	check_number(chmod(FIXTURE_DIRECTORY "/open", 0777), 0);
	check_number(symlink(PROGRAM, FIXTURE_DIRECTORY "/link"), 0);
	check_number(mkfifo(FIXTURE_DIRECTORY "/fifo", 0700), 0);
	check_refused(PROGRAM, "is writable by group or others");
	check_refused(FIXTURE_DIRECTORY "/his", "is not owned by root");
	check_refused(FIXTURE_DIRECTORY "/plain", "Permission denied");
	check_refused(FIXTURE_DIRECTORY "/open/program", "is writable by group or others");
	check_refused(FIXTURE_DIRECTORY "/link", "is a symbolic link");
	check_refused(FIXTURE_DIRECTORY "/fifo", "is not a regular file");
	check_refused(FIXTURE_DIRECTORY "/rootfs", "is not a regular file");
	check_refused(FIXTURE_DIRECTORY "/absent", "'" FIXTURE_DIRECTORY "/absent'");
}

/* Five seconds, and a helper of the program's that would hold on for longer. */
static void a_program_that_hangs_is_ended_with_its_children(void)
{
	struct fixture_jail jail;
	int64_t start = boottime_ms();
	int64_t elapsed;

	begin(&jail, "sleep 50 & echo $$ $! >" OUTPUT "; wait");
	check_number(create(&jail), -ETIMEDOUT);
	elapsed = boottime_ms() - start;
	check(elapsed >= 4900 && elapsed < 9000);
	check_text(jail.report.text, "program '" PROGRAM "' has not ended");
	/* The orphan came to us, PID 1: it is the only child that is left. */
	check(waitpid(-1, NULL, 0) > 0);
	check_errno(waitpid(-1, NULL, WNOHANG), ECHILD);
	check(is_there(AT_FDCWD, OUTPUT));
}

static struct hook_destroyer prepared(struct fixture_jail *jail)
{
	struct hook_destroyer destroyer;

	check_number(hook_destroy_prepare(&destroyer, &jail->plan, &jail->request, &jail->report),
		     0);
	check(destroyer.pid > 0);
	check_number(fcntl(destroyer.end_fd, F_GETFD), FD_CLOEXEC);
	return destroyer;
}

static void the_end_is_told_when_it_comes(void)
{
	struct hook_destroyer destroyer;
	struct fixture_jail jail;

	begin(&jail, environment_script);
	destroyer = prepared(&jail);
	(void)usleep(200000);
	check(!is_there(AT_FDCWD, OUTPUT));
	hook_destroy(&destroyer);
	check_output(ENVIRONMENT("destroy") "0 " PROGRAM "\n");
	check_number(destroyer.pid, 0);
	check_number(destroyer.end_fd, NO_FD);
	check_errno(waitpid(-1, NULL, WNOHANG), ECHILD);
}

static void keeper_dies(struct fixture_jail *jail)
{
	(void)prepared(jail);
}

/* The program has run when its process, which comes to us, has ended. */
static void the_end_is_told_when_the_keeper_dies(void)
{
	struct fixture_jail jail;

	begin(&jail, environment_script);
	check_in_child(keeper_dies, &jail);
	check(waitpid(-1, NULL, 0) > 0);
	check_output(ENVIRONMENT("destroy") "0 " PROGRAM "\n");
}

static void check_descriptors(pid_t pid)
{
	_cleanup_closedir_ DIR *directory = NULL;
	const struct dirent *entry;
	char path[64];
	int count = 0;

	(void)snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	directory = opendir(path);
	check(directory != NULL);
	while ((entry = readdir(directory)) != NULL)
		if (entry->d_name[0] != '.') {
			check(strlen(entry->d_name) == 1 && entry->d_name[0] <= '2');
			count++;
		}
	check_number(count, 3);
}

/* It waits for as long as the jail lives, and must hold nothing of it. */
static void who_waits_for_the_end_holds_nothing(void)
{
	struct hook_destroyer destroyer;
	struct fixture_jail jail;
	char path[64], name[32] = "";

	begin(&jail, "");
	check_number(dup2(STDOUT_FILENO, 50), 50);
	destroyer = prepared(&jail);
	(void)snprintf(path, sizeof(path), "/proc/%d/comm", destroyer.pid);
	for (int i = 0; strcmp(name, "nsjail-destroy\n") != 0 && i < FIXTURE_WAIT / 10; i++) {
		file_read(AT_FDCWD, path, name, sizeof(name));
		(void)usleep(10000);
	}
	(void)usleep(100000);
	check_descriptors(destroyer.pid);
	hook_destroy(&destroyer);
}

/* A system log of the test's own. */
static int log_open(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "/dev/log" };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	tmpfs_over("/dev");
	check_number(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

static void a_failure_at_the_end_is_logged(void)
{
	_cleanup_close_ int log_fd = log_open();
	struct hook_destroyer destroyer;
	struct fixture_jail jail;
	char line[TEXT_MAX] = "";

	begin(&jail, "exit 3");
	destroyer = prepared(&jail);
	hook_destroy(&destroyer);
	check(is_readable(log_fd, FIXTURE_WAIT));
	check(recv(log_fd, line, sizeof(line) - 1, 0) > 0);
	check_text(line, "<83>"); /* authpriv, error */
	check_text(line, "on_destroy [0000beef] user 'tenant': "
			 "program '" PROGRAM "' ended with status 3");
}

static void a_good_end_is_not_logged(void)
{
	_cleanup_close_ int log_fd = log_open();
	struct hook_destroyer destroyer;
	struct fixture_jail jail;

	begin(&jail, "exit 0");
	destroyer = prepared(&jail);
	hook_destroy(&destroyer);
	check(!is_readable(log_fd, 0));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(a_program_is_told_of_the_jail),
		fixture_test(odd_words_are_values_and_nothing_else),
		fixture_test(a_long_word_is_cut),
		fixture_test(without_a_program_nothing_runs),
		fixture_test(a_program_inherits_no_descriptor),
		fixture_test(a_program_inherits_no_signal_settings),
		fixture_test(a_failure_is_named),
		fixture_test(what_can_not_run_is_named),
		fixture_test(a_program_is_roots_alone),
		fixture_test(a_program_that_hangs_is_ended_with_its_children),
		fixture_test(the_end_is_told_when_it_comes),
		fixture_test(the_end_is_told_when_the_keeper_dies),
		fixture_test(who_waits_for_the_end_holds_nothing),
		fixture_test(a_failure_at_the_end_is_logged),
		fixture_test(a_good_end_is_not_logged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
