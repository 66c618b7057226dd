/* SPDX-License-Identifier: BSD-3-Clause */
/* Which source, which lines of it, and what makes a range unfit. */
#include "ids/subid_ranges.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"
#include "shared/cleanup.h"

static void etc_make(const char *subuid)
{
	check_number(mount("tmpfs", "/etc", "tmpfs", 0, "mode=0755"), 0);
	file_make("/etc/subuid", subuid, 0644);
	file_make("/etc/subgid", "alice:100000:65536\n", 0644);
	file_make("/etc/passwd", "alice:x:1001:1001::/:/bin/sh\n", 0644);
	file_make("/etc/group", "alice:x:1001:\n", 0644);
}

static void check_choice(const char *subuid, const char *wanted)
{
	char answer[512] = "";
	int error;

	file_make("/etc/subuid", subuid, 0644);
	error = subid_ranges_choose(&subid_source_files, "alice", "1001", answer, sizeof(answer));
	check_text(answer, wanted);
	check_number(error < 0, wanted[0] == '!');
}

static void check_source(const char *nsswitch, bool are_in_files)
{
	file_make("/etc/nsswitch.conf", nsswitch, 0644);
	check_number(subid_ranges_are_in_files(), are_in_files);
}

static void only_a_line_for_them_names_another_source(void)
{
	etc_make("");
	check(subid_ranges_are_in_files());
	check_source("", true);
	check_source("passwd: sss\n#subid: sss\nsubids: sss\n", true);
	check_source("subid: files\n", true);
	check_source("passwd: files\n  subid:\tfiles \n", true);
	check_source("subid: sss\n", false);
	check_source("SubID:sss\n", false);
	check_source("subid: files sss\n", false);
	check_source("subid: filesystem\n", false);
	check_source("subid: files\nsubid: sss\n", false);
	check_source("subid:", false);
}

static void lines_are_his_by_name_or_by_number(void)
{
	struct id_range *ranges = NULL;

	etc_make("bob:1:1\nalice:2:3\n1001:4:5\nalicex:6:7\n10010:8:9\nalice:10:11");
	check_number(subid_source_files.ranges_get(ID_KIND_UID, "alice", "1001", &ranges), 3);
	check_number(ranges[0].start, 2);
	check_number(ranges[0].count, 3);
	check_number(ranges[1].start, 4);
	check_number(ranges[2].start, 10);
	free(ranges);
}

static void lines_that_are_none_are_skipped(void)
{
	struct id_range *ranges = NULL;

	etc_make("alice\nalice:\nalice:1\nalice::5\nalice:5:\nalice:-5:6\nalice:0x5:6\n"
		 "alice:5:6:7\nalice: 5:6\n\n#alice:5:6\nalice:5:6x\n");
	check_number(subid_source_files.ranges_get(ID_KIND_UID, "alice", "1001", &ranges), 0);
	check(ranges == NULL);
	check_number(subid_source_files.ranges_get(ID_KIND_GID, "alice", "1001", &ranges), 1);
	free(ranges);
}

static void the_first_that_is_large_enough_is_taken(void)
{
	etc_make("");
	check_choice("alice:300000:65535\nalice:500000:70000\nalice:700000:65536\n",
		     "500000 100000 65536");
}

static void what_is_unfit_is_refused_with_its_reason(void)
{
	etc_make("");
	check_choice("", "!user 'alice' has no range of 65536 subordinate uids in '/etc/subuid'");
	check_choice("alice:99999:65536\n", "!the subordinate uids 99999 to 165534 of "
					    "'/etc/subuid' begin below 100000");
	check_choice("alice:4294901759:65536\n", "!");
	check_choice("alice:18446744073709551615:65536\n", "!");
	check_choice("alice:200000:65536\nbob:265535:1\n", "!");
	check_choice("alice:200000:65536\nbob:265536:1\n", "200000 100000 65536");
	check_choice("alice:200000:65536\nbob:199999x:2\n", "!");
	check_choice("alice:200000:65536\nalice:200001:9\n", "!");
	check_choice("alice:200000:65536\nbob:200007:x\n", "!");
	check_choice("alice:200000:65536\nbob:199999:18446744073709551615\n", "!");
	check_choice("alice:200000:65536\nbob:199999:99999999999999999999\n", "!");
	check_choice("alice:200000:65536\nbob:1000:2\n",
		     "!the id 1001 of user 'alice' is one of the subordinate uids of bob");
	check_choice("alice:200000:65536\nbob:1000:1\nbob:1002:9\nroot:1001:1\n1001:1001:1\n",
		     "200000 100000 65536");
	/* The gids are 100000 to 165535. */
	file_make("/etc/group", "choir:x:200007:\ntenor:x:165536:\n", 0644);
	check_choice("alice:200000:65536\n", "200000 100000 65536");
	file_make("/etc/group", "choir:x:165535:\n", 0644);
	check_choice("alice:200000:65536\n", "!the subordinate gids 100000 to 165535 of "
					     "'/etc/subgid' hold the id of the group choir");
	file_make("/etc/group", "", 0644);
	file_make("/etc/passwd", "bob:x:1002:200007::/:/bin/sh\n", 0644);
	check_choice("alice:200000:65536\n", "!");
}

static void check_held(const char *passwd, const char *group)
{
	file_make("/etc/passwd", passwd, 0644);
	file_make("/etc/group", group, 0644);
	check_choice("alice:200000:65536\n", "!");
}

/* As glibc's files service reads the lines. */
static void accounts_hold_a_range_however_they_are_written(void)
{
	etc_make("");
	check_held("bob:x: 200007:1002::/:/bin/sh\n", "");
	check_held("bob:x:+200007:1002::/:/bin/sh\n", "");
	check_held("bob:x:1002:\t200007::/:/bin/sh\n", "");
	check_held("bob:x:200007:1002\n", "");
	check_held(" bob:x:200007:1002:::\n", "");
	check_held("", "choir:x:100007\n");
	check_held("", "choir:x: 100007:\n");
	check_number(unlink("/etc/passwd"), 0);
	check_number(mkdir("/etc/passwd", 0755), 0);
	check_choice("alice:200000:65536\n", "!'/etc/passwd' can not be read: Invalid argument");
	check_number(rmdir("/etc/passwd"), 0);
	check_number(mkfifo("/etc/passwd", 0644), 0);
	check_choice("alice:200000:65536\n", "!'/etc/passwd' can not be read: Invalid argument");
}

static int service_get(enum id_kind_number kind, const char *user, const char *uid,
		       struct id_range **ret_ranges)
{
	(void)kind;
	(void)user;
	(void)uid;
	*ret_ranges = malloc(sizeof(**ret_ranges));
	check(*ret_ranges != NULL);
	**ret_ranges = (struct id_range){ 200000, 65536 };
	return 1;
}

/* As a service has them, beside the files. */
static void files_that_can_not_be_read_hold_nobody_up(void)
{
	static const struct subid_source service = { .ranges_get = service_get };
	char answer[512] = "";

	etc_make("");
	check_number(unlink("/etc/subuid"), 0);
	check_number(mkfifo("/etc/subuid", 0644), 0);
	check_number(
		subid_ranges_choose(&subid_source_files, "alice", "1001", answer, sizeof(answer)),
		-ENOENT);
	check_text(answer, "!user 'alice' has no range");
	check_number(subid_ranges_choose(&service, "alice", "1001", answer, sizeof(answer)), -EIO);
	check_text(answer, "!'/etc/subuid' can not be read: Invalid argument");
	check_number(unlink("/etc/subuid"), 0);
	check_number(mkdir("/etc/subuid", 0755), 0);
	check_number(subid_ranges_choose(&service, "alice", "1001", answer, sizeof(answer)), -EIO);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(only_a_line_for_them_names_another_source),
		fixture_test(lines_are_his_by_name_or_by_number),
		fixture_test(lines_that_are_none_are_skipped),
		fixture_test(the_first_that_is_large_enough_is_taken),
		fixture_test(what_is_unfit_is_refused_with_its_reason),
		fixture_test(accounts_hold_a_range_however_they_are_written),
		fixture_test(files_that_can_not_be_read_hold_nobody_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
