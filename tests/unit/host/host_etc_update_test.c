/* SPDX-License-Identifier: BSD-3-Clause */
/* The tenant's own /etc is completed, not reset; whatever he has put there leads nowhere. */
#include "host/host_etc_update.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "fixture.h"
#include "host/accounts.h"
#include "shared/cleanup.h"

#define ROOT   "root:x:0:0:root:/root:/bin/sh\n"
#define TENANT "tenant:*:54321:54321:A Tenant:" FIXTURE_DIRECTORY "/home/tenant:/bin/sh\n"

static char resolver[] = "nameserver 192.0.2.53\n";

static void begin(struct fixture_jail *jail)
{
	fixture_jail_make(jail);
	tmpfs_over("/etc");
	jail->plan.has_user_namespace = true;
	jail->plan.rootfs_mode = ROOTFS_WRITABLE;
	jail->plan.accounts = ACCOUNTS_MERGE;
	file_make("/etc/passwd", ROOT, 0644);
	file_make("/etc/group", "root:x:0:\n", 0644);
}

static void update(struct fixture_jail *jail)
{
	check_true(host_etc_update(&jail->build) == 0, jail->report.text, __FILE__, __LINE__);
	check(!is_there(AT_FDCWD, "/etc/.pam_nsjail.new"));
}

static void check_file(const char *path, const char *wanted)
{
	char text[1024];

	file_read(AT_FDCWD, path, text, sizeof(text));
	check_text(text, wanted);
}

static void check_unchanged(const char *path, const char *wanted)
{
	char text[1024];

	file_read(AT_FDCWD, path, text, sizeof(text));
	check_true(strcmp(text, wanted) == 0, text, __FILE__, __LINE__);
}

static void missing_accounts_are_added(void)
{
	struct fixture_jail jail;
	struct stat status;

	begin(&jail);
	update(&jail);
	check_file("/etc/passwd", "root:x:0:0:");
	check_file("/etc/passwd", TENANT);
	check_file("/etc/group", "root:x:0:");
	check_number(stat("/etc/passwd", &status), 0);
	check_number(status.st_mode, S_IFREG | 0644);
}

static void what_the_tenant_changed_later_stays(void)
{
	static const char passwd[] =
		"root:x:0:0:me:/root:/bin/dash\n"
		"tenant:x:54321:54321:Me:" FIXTURE_DIRECTORY "/home/tenant:/bin/bash\n"
		"friend:x:2000:2000::/home/friend:/bin/sh\n";
	static const char group[] = "root:x:0:tenant\nfriends:x:2000:tenant,friend\n"
				    "tenant:x:54321:\n";
	struct fixture_jail jail;

	begin(&jail);
	update(&jail);
	file_make("/etc/passwd", passwd, 0644);
	file_make("/etc/group", group, 0644);
	update(&jail);
	check_unchanged("/etc/passwd", passwd);
	check_unchanged("/etc/group", group);
}

/* As an overlay's upper layer finds its base: the same text is below until somebody writes. */
static void base_set(struct fixture_jail *jail, char *passwd)
{
	static char group[] = "root:x:0:\n";

	jail->plan.rootfs_mode = ROOTFS_OVERLAY;
	jail->sources.base_accounts[ACCOUNTS_PASSWD] = passwd;
	jail->sources.base_accounts[ACCOUNTS_GROUP] = group;
}

static char base_before[] = ROOT "games:x:5:60:games:/usr/games:/usr/sbin/nologin\n";
static char base_later[] = ROOT "games:x:5:60:games:/usr/games:/usr/sbin/nologin\n"
				"later:x:77:77:later:/srv:/bin/sh\n"
				"taken:x:2000:77:taken:/srv:/bin/sh\n";

static void what_we_made_is_made_anew_of_a_newer_base(void)
{
	struct fixture_jail jail;

	begin(&jail);
	file_make("/etc/passwd", base_before, 0644);
	base_set(&jail, base_before);
	update(&jail);
	check_file("/etc/passwd", TENANT);
	base_set(&jail, base_later);
	update(&jail);
	check_file("/etc/passwd", "later:x:77:77:");
	check_file("/etc/passwd", "taken:x:2000:77:");
	base_set(&jail, base_before);
	update(&jail);
	check_unchanged("/etc/passwd",
			ROOT "games:x:5:60:games:/usr/games:/usr/sbin/nologin\n" TENANT);
}

static void what_he_has_changed_gets_what_is_new_and_free(void)
{
	struct fixture_jail jail;

	begin(&jail);
	base_set(&jail, base_before);
	update(&jail);
	file_make("/etc/passwd", ROOT TENANT "friend:x:2000:2000::/home/friend:/bin/sh\n", 0644);
	update(&jail);
	base_set(&jail, base_later);
	update(&jail);
	check_unchanged("/etc/passwd", ROOT TENANT "friend:x:2000:2000::/home/friend:/bin/sh\n"
						   "later:x:77:77:later:/srv:/bin/sh\n");
}

/* The first time is one of a product that kept no record: then his shell is his. */
static void home_and_shell_are_the_hosts_unless_he_chose_one(void)
{
	static char moved[] = "/srv/moved", bash[] = "/bin/bash";
	struct fixture_jail jail;

	begin(&jail);
	base_set(&jail, base_before);
	file_make("/etc/passwd", ROOT "tenant:x:54321:54321:Me:/gone:/bin/sh\n", 0644);
	update(&jail);
	jail.request.home = moved;
	jail.request.shell = bash;
	update(&jail);
	check_file("/etc/passwd", "tenant:x:54321:54321:Me:/srv/moved:/bin/bash\n");
	file_make("/etc/passwd", ROOT "tenant:x:54321:54321:Me:/gone:/bin/dash\n", 0644);
	update(&jail);
	check_file("/etc/passwd", "tenant:x:54321:54321:Me:/srv/moved:/bin/dash\n");
}

static void a_record_that_leads_elsewhere_is_none(void)
{
	struct fixture_jail jail;

	begin(&jail);
	base_set(&jail, base_before);
	file_make(FIXTURE_DIRECTORY "/victim", "victim", 0644);
	check_number(symlink(FIXTURE_DIRECTORY "/victim", "/etc/.pam_nsjail.made"), 0);
	update(&jail);
	check_unchanged(FIXTURE_DIRECTORY "/victim", "victim");
	check_number(unlink("/etc/.pam_nsjail.made"), 0);
	check_number(mkfifo("/etc/.pam_nsjail.made", 0666), 0);
	update(&jail);
	check_file("/etc/passwd", TENANT);
	check_file("/etc/.pam_nsjail.made", "shell /bin/sh\n");
}

static void groups_add(struct fixture_jail *jail)
{
	static char name[] = "project", own[] = "tenant";
	static struct request_group groups[] = { { .gid = FIXTURE_UID, .name = own },
						 { .gid = 5001, .name = name } };

	jail->request.groups = groups;
	jail->request.group_count = ARRAY_SIZE(groups);
}

static void a_new_group_of_the_host_is_added(void)
{
	struct fixture_jail jail;

	begin(&jail);
	update(&jail);
	groups_add(&jail);
	update(&jail);
	check_file("/etc/group", "project:x:5001:tenant\n");
}

/* Whoever has another's uid under the user's name, or his uid under another's, is put right. */
static void a_wrong_user_is_put_right(void)
{
	struct fixture_jail jail;

	begin(&jail);
	file_make("/etc/passwd", ROOT "tenant:x:0:0::/:/bin/sh\n", 0644);
	update(&jail);
	check_file("/etc/passwd", TENANT);
}

static void the_hosts_files_are_brought_up_to_date(void)
{
	struct fixture_jail jail;

	begin(&jail);
	jail.sources.resolv_conf = (struct host_file){ .data = resolver, .size = strlen(resolver) };
	file_make("/etc/resolv.conf", "nameserver 192.0.2.1\n", 0644);
	update(&jail);
	check_unchanged("/etc/resolv.conf", resolver);
	check(!is_there(AT_FDCWD, "/etc/localtime"));
}

static void nothing_is_written_where_it_is_not_wanted(void)
{
	struct fixture_jail jail;

	begin(&jail);
	jail.plan.rootfs_mode = ROOTFS_READONLY;
	update(&jail);
	check_unchanged("/etc/passwd", ROOT);
	jail.plan.rootfs_mode = ROOTFS_OVERLAY;
	jail.plan.accounts = ACCOUNTS_ROOTFS;
	update(&jail);
	check_unchanged("/etc/passwd", ROOT);
	jail.plan.accounts = ACCOUNTS_MERGE;
	jail.plan.has_user_namespace = false;
	update(&jail);
	check_unchanged("/etc/passwd", ROOT);
}

static void an_etc_that_is_missing_is_made(void)
{
	struct fixture_jail jail;

	begin(&jail);
	check_number(unlink("/etc/passwd"), 0);
	check_number(unlink("/etc/group"), 0);
	update(&jail);
	check_file("/etc/passwd", TENANT);
}

static void check_refused(struct fixture_jail *jail)
{
	check(host_etc_update(&jail->build) < 0);
}

/* A FIFO neither blocks nor gets anything: reading it is an error, as in the other trust mode. */
static void a_fifo_does_not_hold_us_up(void)
{
	struct fixture_jail jail;

	begin(&jail);
	check_number(unlink("/etc/passwd"), 0);
	check_number(mkfifo("/etc/passwd", 0666), 0);
	check_refused(&jail);
	check_text(jail.report.text, "'etc/passwd' is not a regular file");
}

static void a_fifo_for_the_resolver_file_is_replaced(void)
{
	struct fixture_jail jail;

	begin(&jail);
	jail.sources.resolv_conf = (struct host_file){ .data = resolver, .size = strlen(resolver) };
	check_number(mkfifo("/etc/resolv.conf", 0666), 0);
	update(&jail);
	check_unchanged("/etc/resolv.conf", resolver);
}

static void links_are_not_followed(void)
{
	struct fixture_jail jail;

	begin(&jail);
	file_make(FIXTURE_DIRECTORY "/victim", "victim", 0644);
	jail.sources.resolv_conf = (struct host_file){ .data = resolver, .size = strlen(resolver) };
	check_number(symlink(FIXTURE_DIRECTORY "/victim", "/etc/resolv.conf"), 0);
	check_number(symlink(FIXTURE_DIRECTORY "/victim", "/etc/.pam_nsjail.new"), 0);
	update(&jail);
	check_unchanged("/etc/resolv.conf", resolver);
	check_unchanged(FIXTURE_DIRECTORY "/victim", "victim");
	check_number(unlink("/etc/passwd"), 0);
	check_number(symlink(FIXTURE_DIRECTORY "/victim", "/etc/passwd"), 0);
	check_refused(&jail);
	check_unchanged(FIXTURE_DIRECTORY "/victim", "victim");
}

static void an_etc_that_is_a_link_is_refused(void)
{
	struct fixture_jail jail;

	begin(&jail);
	directory_make(FIXTURE_DIRECTORY "/root/victim", 0755);
	directory_make(FIXTURE_DIRECTORY "/root/proc", 0755);
	check_number(symlink("/victim", FIXTURE_DIRECTORY "/root/etc"), 0);
	check_number(chroot(FIXTURE_DIRECTORY "/root"), 0);
	check_refused(&jail);
	check(!is_there(AT_FDCWD, "/victim/passwd"));
}

static void a_directory_in_a_files_place_is_refused(void)
{
	struct fixture_jail jail;

	begin(&jail);
	check_number(unlink("/etc/passwd"), 0);
	directory_make("/etc/passwd", 0755);
	check_refused(&jail);
	jail.report = (struct report){ .socket_fd = NO_FD };
	check_number(rmdir("/etc/passwd"), 0);
	directory_make("/etc/.pam_nsjail.new", 0755);
	check_refused(&jail);
}

static void a_giant_file_is_refused(void)
{
	struct fixture_jail jail;

	begin(&jail);
	check_number(truncate("/etc/passwd", 5 * 1024 * 1024), 0);
	check_refused(&jail);
	check_text(jail.report.text, "'etc/passwd' is over 4 MiB");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(missing_accounts_are_added),
		fixture_test(what_the_tenant_changed_later_stays),
		fixture_test(what_we_made_is_made_anew_of_a_newer_base),
		fixture_test(what_he_has_changed_gets_what_is_new_and_free),
		fixture_test(home_and_shell_are_the_hosts_unless_he_chose_one),
		fixture_test(a_record_that_leads_elsewhere_is_none),
		fixture_test(a_new_group_of_the_host_is_added),
		fixture_test(a_wrong_user_is_put_right),
		fixture_test(the_hosts_files_are_brought_up_to_date),
		fixture_test(nothing_is_written_where_it_is_not_wanted),
		fixture_test(an_etc_that_is_missing_is_made),
		fixture_test(a_fifo_does_not_hold_us_up),
		fixture_test(a_fifo_for_the_resolver_file_is_replaced),
		fixture_test(links_are_not_followed),
		fixture_test(an_etc_that_is_a_link_is_refused),
		fixture_test(a_directory_in_a_files_place_is_refused),
		fixture_test(a_giant_file_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
