/* SPDX-License-Identifier: BSD-3-Clause */
/* Our small programs: what they get, that only root's own is run, and that nobody waits for one. */
#include "system/side_program.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "fixture.h"
#include "shared/cleanup.h"
#include "shared/message.h"

#define PROGRAM	   FIXTURE_DIRECTORY "/program"
#define GIVEN	   FIXTURE_DIRECTORY "/given"
#define TIMEOUT_MS 700

static int run(const char *script, int fd, char *answer, size_t size, struct report *report)
{
	char name[] = "side", first[] = "one", second[] = "two words";
	char *arguments[] = { name, first, second, NULL };
	const struct side_program program = {
		.path = PROGRAM, .arguments = arguments, .fd = fd, .hang_ms = TIMEOUT_MS
	};
	char text[512];

	(void)snprintf(text, sizeof(text), "#!/bin/sh\n%s\n", script);
	if (script[0] != '\0')
		file_make(PROGRAM, text, 0755);
	*report = (struct report){ .socket_fd = NO_FD };
	return side_program_run(&program, answer, size, report);
}

static void check_answer(const char *script, int fd, const char *wanted)
{
	char answer[128] = "";
	struct report report;

	check_true(run(script, fd, answer, sizeof(answer), &report) == 0, report.text, __FILE__,
		   __LINE__);
	check_number(report.error_count, 0);
	check_text(answer, wanted);
	check_number(strlen(answer), strlen(wanted));
}

static void check_refused(const char *script, int error, const char *reason)
{
	char answer[128] = "";
	struct report report;

	check_number(run(script, NO_FD, answer, sizeof(answer), &report), -error);
	check_number(report.error_count, 1);
	check_text(report.text, "'" PROGRAM "'");
	check_text(report.text, reason);
}

static void it_gets_its_words_and_no_environment(void)
{
	check_number(setenv("LD_PRELOAD", "/evil.so", 1), 0);
	check_answer("echo \"$# $1-$2 $(wc -c </proc/$$/environ)\"", NO_FD, "2 one-two words 0");
	check_errno(waitpid(-1, NULL, WNOHANG), ECHILD);
}

static void it_gets_one_descriptor_and_no_other(void)
{
	_cleanup_close_ int other_fd = NO_FD;
	_cleanup_close_ int fd = NO_FD;

	file_make(GIVEN, "", 0644);
	file_make(FIXTURE_DIRECTORY "/other", "", 0644);
	other_fd = open(FIXTURE_DIRECTORY "/other", O_RDONLY | O_CLOEXEC);
	fd = fcntl(open(GIVEN, O_RDONLY | O_CLOEXEC), F_DUPFD_CLOEXEC, 20);
	check(fd >= 20 && other_fd >= 0);
	check_answer("readlink /proc/$$/fd/3", fd, GIVEN);
	check_answer("ls -l /proc/$$/fd | grep -c " FIXTURE_DIRECTORY "/other", fd, "0");
	check_answer("ls -l /proc/$$/fd | grep -c " GIVEN, NO_FD, "0");
}

/* What is there already must lose its close-on-exec all the same. */
static void the_descriptor_may_be_in_its_place(void)
{
	file_make(GIVEN, "", 0644);
	check_number(dup3(open(GIVEN, O_RDONLY | O_CLOEXEC), SIDE_PROGRAM_FD, O_CLOEXEC),
		     SIDE_PROGRAM_FD);
	check_answer("readlink /proc/$$/fd/3", SIDE_PROGRAM_FD, GIVEN);
}

static void only_roots_own_is_run(void)
{
	const char *mark = "touch " FIXTURE_DIRECTORY "/mark; echo ran";

	check_refused("", EINVAL, "does not exist");
	file_make(PROGRAM, "#!/bin/sh\ntouch " FIXTURE_DIRECTORY "/mark; echo ran\n", 0777);
	check_refused("", EINVAL, "writable");
	check_number(chmod(PROGRAM, 0755), 0);
	check_number(chown(PROGRAM, FIXTURE_UID, 0), 0);
	check_refused("", EINVAL, "not owned by root");
	check_number(chown(PROGRAM, 0, 0), 0);
	check_number(chmod(FIXTURE_DIRECTORY, 0777), 0);
	check_refused("", EINVAL, "writable");
	check_number(chmod(FIXTURE_DIRECTORY, 0755), 0);
	check(!is_there(AT_FDCWD, FIXTURE_DIRECTORY "/mark"));
	check_answer(mark, NO_FD, "ran");
}

static void a_line_it_must_be(void)
{
	check_refused("exit 1", ENODATA, "no answer");
	check_refused("echo", ENODATA, "no answer");
	check_refused("printf 'half a line'", ENODATA, "no answer");
	check_refused("head -c 1000 /dev/zero | tr '\\0' x", ENODATA, "no answer");
	check_answer("echo '!why'; exit 1", NO_FD, "!why");
	check_answer("printf 'in '; sleep 0.1; echo pieces; echo more", NO_FD, "in pieces");
}

static void nobody_waits_for_it(void)
{
	int64_t begin = boottime_ms();

	check_refused("exec sleep 60", ETIMEDOUT, "no answer");
	check(boottime_ms() - begin >= TIMEOUT_MS);
	check_errno(waitpid(-1, NULL, WNOHANG), ECHILD);
	/* What it has left behind holds the pipe, and is not its answer's end. */
	check_refused("echo line; sleep 60 & exit", ETIMEDOUT, "no answer");
	check_answer("echo line; exec sleep 60 >/dev/null", NO_FD, "line");
	check(boottime_ms() - begin < 30000);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(it_gets_its_words_and_no_environment),
		fixture_test(it_gets_one_descriptor_and_no_other),
		fixture_test(the_descriptor_may_be_in_its_place),
		fixture_test(only_roots_own_is_run),
		fixture_test(a_line_it_must_be),
		fixture_test(nobody_waits_for_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
