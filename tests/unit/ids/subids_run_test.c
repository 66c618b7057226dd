/* SPDX-License-Identifier: BSD-3-Clause */
/* The helper's question for subordinate ids, with programs in the place of the one that answers. */
#include "ids/subids_run.h"

#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "fixture.h"
#include "ids/idmap.h"
#include "ids/idmap_find.h"
#include "shared/cleanup.h"
#include "shared/request.h"

#define SHELL "#!/bin/sh\n"

static struct request tenant(void)
{
	static char user[] = "tenant";

	return (struct request){ .user = user, .uid = FIXTURE_UID, .gid = FIXTURE_UID + 1 };
}

/* Hides the nearest directory that there is, so that none is made on the machine. */
static void place_make(void)
{
	char path[] = SUBIDS_PATH, *directory = dirname(path);
	struct stat status;

	while (stat(directory, &status) < 0)
		directory = dirname(directory);
	check_number(mount("tmpfs", directory, "tmpfs", 0, "mode=0755"), 0);
}

static void program_make(const char *text)
{
	file_make(SUBIDS_PATH, text, 0755);
}

static void check_nothing_left(void)
{
	check_errno(waitpid(-1, NULL, WNOHANG), ECHILD);
}

static int ask(char *answer, size_t size, struct report *report)
{
	const struct request request = tenant();
	int error;

	*report = (struct report){ .socket_fd = NO_FD };
	error = subids_run(&request, answer, size, report);
	check_nothing_left();
	return error;
}

static void check_answer(const char *program, const char *wanted)
{
	char answer[64] = "";
	struct report report;

	program_make(program);
	check_true(ask(answer, sizeof(answer), &report) == 0, report.text, __FILE__, __LINE__);
	check_text(answer, wanted);
	check_number(strlen(answer), strlen(wanted));
}

static void check_refused(int error, const char *reason)
{
	char answer[64] = "";
	struct report report;

	check_number(ask(answer, sizeof(answer), &report), -error);
	check_number(report.error_count, 1);
	check_text(report.text, SUBIDS_PATH);
	check_text(report.text, reason);
}

static void the_program_learns_name_and_uid_and_no_more(void)
{
	place_make();
	check_answer(SHELL "echo $# $1 $2 $(wc -c </proc/$$/environ)\n", "2 tenant 54321 0");
}

static void the_first_line_is_the_answer(void)
{
	place_make();
	check_answer(SHELL "echo 1 2 3\necho 4 5 6\n", "1 2 3");
	check_answer(SHELL "echo '!a reason'; exit 1\n", "!a reason");
}

/* It may print slowly, and in pieces. */
static void a_line_may_come_in_pieces(void)
{
	place_make();
	check_answer(SHELL "printf 1; sleep 0.2; printf ' 2 '; sleep 0.2; echo 3\n", "1 2 3");
}

static void a_missing_program_is_named(void)
{
	place_make();
	check_refused(EINVAL, "does not exist");
}

static void only_roots_own_program_is_run(void)
{
	place_make();
	program_make(SHELL "touch " FIXTURE_DIRECTORY "/mark; echo 1 2 3\n");
	check_number(chmod(SUBIDS_PATH, 0777), 0);
	check_refused(EINVAL, "writable");
	check_number(chmod(SUBIDS_PATH, 0755), 0);
	check_number(chown(SUBIDS_PATH, FIXTURE_UID, 0), 0);
	check_refused(EINVAL, "not owned by root");
	check(!is_there(AT_FDCWD, FIXTURE_DIRECTORY "/mark"));
}

static void what_is_no_program_is_refused(void)
{
	place_make();
	file_make(SUBIDS_PATH, "text\n", 0644);
	check_refused(EACCES, "can not be started");
	program_make("text\n");
	check_refused(ENOEXEC, "can not be started");
}

static void what_is_no_line_is_no_answer(void)
{
	place_make();
	program_make(SHELL "exit 0\n");
	check_refused(ENODATA, "no answer");
	program_make(SHELL "echo\necho 1 2 3\n");
	check_refused(ENODATA, "no answer");
	program_make(SHELL "printf '100000 100000 65'\n");
	check_refused(ENODATA, "no answer");
	program_make(SHELL "exec head -c 100 /dev/zero\n");
	check_refused(ENODATA, "no answer");
}

static void a_flood_is_no_answer_and_does_not_block(void)
{
	int64_t begin = boottime_ms();

	place_make();
	program_make(SHELL "while :; do printf xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done\n");
	check_refused(ENODATA, "no answer");
	check(boottime_ms() - begin < 2000);
}

static void a_program_that_hangs_is_cut_off(void)
{
	int64_t begin = boottime_ms();

	place_make();
	program_make(SHELL "exec sleep 60\n");
	check_refused(ETIMEDOUT, "no answer");
	check(boottime_ms() - begin >= 2500 && boottime_ms() - begin < 4500);
}

static void a_program_that_stays_on_is_not_waited_for(void)
{
	int64_t begin = boottime_ms();

	place_make();
	check_answer(SHELL "echo 1 2 3\nexec sleep 60 >/dev/null\n", "1 2 3");
	check(boottime_ms() - begin < 2000);
}

/* A name service of which the helper knows nothing. */
static int find(struct idmap *map, struct report *report)
{
	const struct request request = tenant();

	if (!is_there(AT_FDCWD, "/etc/other"))
		check_number(mount("tmpfs", "/etc", "tmpfs", 0, "mode=0755"), 0);
	file_make("/etc/other", "", 0644);
	file_make("/etc/nsswitch.conf", "subid: other\n", 0644);
	*report = (struct report){ .socket_fd = NO_FD };
	return idmap_find(map, &request, report);
}

static void the_answer_becomes_a_map(void)
{
	struct report report;
	struct idmap map = { 0 };

	place_make();
	program_make(SHELL "echo 100000 200000 65536\n");
	check_number(find(&map, &report), 0);
	check(map.is_active);
	check_number(map.uid_base, 100000);
	check_number(map.gid_base, 200000);
	check_number(map.count, 65536);
	check_number(map.uid, FIXTURE_UID);
	check_number(map.gid, FIXTURE_UID + 1);
}

static void a_refusal_is_passed_on_in_its_words(void)
{
	struct report report;
	struct idmap map = { 0 };

	place_make();
	program_make(SHELL "echo '!no range, give one with: usermod'\n");
	check(find(&map, &report) < 0);
	check_number(strcmp(report.text, "no range, give one with: usermod"), 0);
	check(!map.is_active);
}

static void garbage_is_no_map(void)
{
	static const char *const answers[] = { "garbage", "1", "1 2", "1 2 x", "1 2 1", "1 2 0" };
	struct report report;
	struct idmap map = { 0 };
	char text[64];

	place_make();
	for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
		(void)snprintf(text, sizeof(text), SHELL "echo '%s'\n", answers[i]);
		program_make(text);
		check_number(find(&map, &report), -EBADMSG);
		check_text(report.text, "subordinate ids of 'tenant'");
		check(!map.is_active);
	}
}

/* The program is there, but what it would say is in the files. */
static void files_need_no_program(void)
{
	const struct request request = tenant();
	struct report report = { .socket_fd = NO_FD };
	struct idmap map = { 0 };

	place_make();
	program_make(SHELL "echo 100000 200000 65536\n");
	check_number(mount("tmpfs", "/etc", "tmpfs", 0, "mode=0755"), 0);
	file_make("/etc/subuid", "tenant:300000:65536\n", 0644);
	file_make("/etc/subgid", "54321:400000:65536\n", 0644);
	check_number(idmap_find(&map, &request, &report), 0);
	check_number(map.uid_base, 300000);
	check_number(map.gid_base, 400000);
	file_make("/etc/subgid", "", 0644);
	check(idmap_find(&map, &request, &report) < 0);
	check_text(report.text, "has no range of 65536 subordinate gids in '/etc/subgid'");
}

/* The tenant's root could be that group on the host. */
static void a_range_with_a_group_of_the_user_is_refused(void)
{
	struct request_group groups[] = { { 54322, (char[]){ "tenant" } },
					  { 465535, (char[]){ "staff" } } };
	struct request request = tenant();
	struct report report = { .socket_fd = NO_FD };
	struct idmap map = { 0 };

	request.groups = groups;
	request.group_count = ARRAY_SIZE(groups);
	check_number(mount("tmpfs", "/etc", "tmpfs", 0, "mode=0755"), 0);
	file_make("/etc/passwd", "", 0644);
	file_make("/etc/group", "", 0644);
	file_make("/etc/subuid", "tenant:300000:65536\n", 0644);
	file_make("/etc/subgid", "tenant:400000:65536\n", 0644);
	check_number(idmap_find(&map, &request, &report), -EEXIST);
	check_text(report.text, "the subordinate gids 400000 to 465535 hold 465535, an id of the "
				"group 'staff' that the name service knows");
	check(!map.is_active);
	groups[1].gid++;
	check_number(idmap_find(&map, &request, &report), 0);
	check_number(map.group_run_count, 2);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(the_program_learns_name_and_uid_and_no_more),
		fixture_test(the_first_line_is_the_answer),
		fixture_test(a_line_may_come_in_pieces),
		fixture_test(a_missing_program_is_named),
		fixture_test(only_roots_own_program_is_run),
		fixture_test(what_is_no_program_is_refused),
		fixture_test(what_is_no_line_is_no_answer),
		fixture_test(a_flood_is_no_answer_and_does_not_block),
		fixture_test(a_program_that_hangs_is_cut_off),
		fixture_test(a_program_that_stays_on_is_not_waited_for),
		fixture_test(the_answer_becomes_a_map),
		fixture_test(a_refusal_is_passed_on_in_its_words),
		fixture_test(garbage_is_no_map),
		fixture_test(files_need_no_program),
		fixture_test(a_range_with_a_group_of_the_user_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
