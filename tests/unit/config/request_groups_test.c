/* SPDX-License-Identifier: BSD-3-Clause */
/* The groups of the host's own accounts, from its file. */
#include "config/request_groups.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "fixture.h"
#include "shared/cleanup.h"

static void host_make(void)
{
	check_number(mount("tmpfs", "/etc", "tmpfs", 0, "mode=0755"), 0);
	file_make("/etc/passwd", "root:x:0:0::/:/bin/sh\nalice:x:1001:1001::/:/bin/sh\n", 0644);
	file_make("/etc/group",
		  "root:x:0:alice\nweb:x:33:bob,alice\nalias:x:33:alice\nalice:x:1001:\n"
		  "second:x:1001:alice\nmail:x:8:alicea,bob\n",
		  0644);
}

static struct request request_of(const char *user, uid_t uid)
{
	return (struct request){ .user = strdup(user), .uid = uid, .gid = 1001 };
}

static int complete(struct request *request)
{
	struct report report = { .socket_fd = NO_FD };

	return request_groups_complete(request, &report);
}

static void the_files_groups_are_taken(void)
{
	static const struct {
		gid_t gid;
		const char *name;
	} wanted[] = { { 1001, "alice" }, { 0, "root" }, { 33, "web" } };
	struct request request = request_of("alice", 1001);

	host_make();
	check_number(complete(&request), 0);
	check_number(request.group_count, ARRAY_SIZE(wanted));
	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++) {
		check_number(request.groups[i].gid, wanted[i].gid);
		check_number(strcmp(request.groups[i].name, wanted[i].name), 0);
	}
	/* What is known is not added to. */
	check_number(complete(&request), 0);
	check_number(request.group_count, ARRAY_SIZE(wanted));
	request_clear(&request);
}

static void nobody_elses_account_has_any(void)
{
	struct request request = request_of("alice", 1002);

	host_make();
	check_number(complete(&request), 0);
	check_number(request.group_count, 0);
	request_clear(&request);
	request = request_of("bob", 1001);
	check_number(complete(&request), 0);
	check_number(request.group_count, 0);
	request_clear(&request);
}

static void root_needs_none(void)
{
	struct request request = request_of("root", 0);

	host_make();
	check_number(unlink("/etc/passwd"), 0);
	check_number(complete(&request), 0);
	check_number(request.group_count, 0);
	request_clear(&request);
}

static void a_primary_group_without_a_name_has_none(void)
{
	struct request request = request_of("alice", 1001);

	host_make();
	file_make("/etc/group", "web:x:33:\n", 0644);
	check_number(complete(&request), 0);
	check_number(request.group_count, 1);
	check_number(request.groups[0].gid, 1001);
	check_number(request.groups[0].name[0], '\0');
	request_clear(&request);
}

static void files_that_can_not_be_read_are_errors(void)
{
	struct request request = request_of("alice", 1001);

	host_make();
	check_number(unlink("/etc/group"), 0);
	check(complete(&request) < 0);
	request_clear(&request);
	request = request_of("alice", 1001);
	check_number(unlink("/etc/passwd"), 0);
	check(complete(&request) < 0);
	request_clear(&request);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(the_files_groups_are_taken),
		fixture_test(nobody_elses_account_has_any),
		fixture_test(root_needs_none),
		fixture_test(a_primary_group_without_a_name_has_none),
		fixture_test(files_that_can_not_be_read_are_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
