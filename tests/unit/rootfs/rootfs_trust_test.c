/* SPDX-License-Identifier: BSD-3-Clause */
/* The trust walk over made-up rootfs trees: each row of its tables at fault, links, odd files. */
#include "rootfs/rootfs_trust.h"

#include <limits.h>
#include <linux/posix_acl.h>
#include <linux/posix_acl_xattr.h>
#include <sys/xattr.h>

#include "rootfs/rootfs_trust_paths.h"
#include "trust_fixture.h"

static bool is_record_row(const struct trust_path *row)
{
	return row->kind == TRUST_RECORD || row->kind == TRUST_DATABASE;
}

static bool is_directory_row(const struct trust_path *row)
{
	return row->kind != TRUST_FILE && !is_record_row(row);
}

/* The rows that are walked to: those that the jail makes come last. */
static bool is_walked(const struct trust_path *row)
{
	return row->path != NULL && row->kind != TRUST_MADE && row->kind != TRUST_MADE_RECORD;
}

static void all_rows_make(void)
{
	for (const struct trust_path *row = trust_paths; is_walked(row); row++)
		if (is_directory_row(row))
			directory_make(row->path);
	for (const struct trust_path *row = trust_paths; is_walked(row); row++)
		if (!is_directory_row(row))
			file_make(row->path);
}

/* Every way in which one object can be at fault, and back. */
static void expect_owner_and_mode_faults(const char *path, bool may_group_write)
{
	struct stat status;
	mode_t mode;
	char reason[64];

	assert_int_equal(stat(in(path), &status), 0);
	mode = status.st_mode & 07777;
	give(path, TENANT, 0);
	expect_fault(-EPERM, path, "is not owned by root (uid 1001)");
	give(path, 0, 0);

	set_mode(path, mode | 0002);
	(void)snprintf(reason, sizeof(reason), "is writable by group or others (mode %04o)",
		       mode | 0002);
	expect_fault(-EPERM, path, reason);

	set_mode(path, mode | 0020);
	(void)snprintf(reason, sizeof(reason), "is writable by group or others (mode %04o)",
		       mode | 0020);
	if (may_group_write)
		expect_trusted();
	else
		expect_fault(-EPERM, path, reason);
	set_mode(path, mode);
}

static bool may_group_write(const char *path, const struct trust_path *row)
{
	return strncmp(path, "usr/local", 9) == 0 ||
	       (is_record_row(row) && strncmp(path, "var/log", 7) == 0);
}

static void trusts_what_is_not_there(void **state)
{
	(void)state;
	expect_trusted();
	directory_make("etc");
	directory_make("usr");
	expect_trusted();
}

static void checks_the_rootfs_itself(void **state)
{
	(void)state;
	assert_int_equal(chown(PLACE, TENANT, 0), 0);
	expect_fault(-EPERM, "/", "is not owned by root (uid 1001)");
	assert_int_equal(chown(PLACE, 0, 0), 0);
	assert_int_equal(chmod(PLACE, 01777), 0);
	expect_fault(-EPERM, "/", "is writable by group or others (mode 1777)");
}

static void the_rows_of_the_jails_own_are_passed_over(void **state)
{
	const struct trust_path *row = trust_paths;

	(void)state;
	while (is_walked(row))
		row++;
	assert_non_null(row->path);
	for (; row->path != NULL; row++) {
		assert_false(is_walked(row));
		parents_make(row->path);
		assert_int_equal(mkfifo(in(row->path), 0644), 0);
	}
	expect_trusted();
}

static void checks_every_row(void **state)
{
	(void)state;
	all_rows_make();
	expect_trusted();
	for (const struct trust_path *row = trust_paths; is_walked(row); row++)
		expect_owner_and_mode_faults(row->path, may_group_write(row->path, row));
	expect_trusted();
}

static void checks_every_parent_of_a_row(void **state)
{
	(void)state;
	all_rows_make();
	for (const struct trust_path *row = trust_paths; is_walked(row); row++) {
		char parent[512];
		char *slash;

		(void)snprintf(parent, sizeof(parent), "%s", row->path);
		while ((slash = strrchr(parent, '/')) != NULL) {
			*slash = '\0';
			expect_owner_and_mode_faults(parent, may_group_write(parent, row));
		}
	}
}

static void checks_the_kind_of_every_row(void **state)
{
	(void)state;
	(void)alarm(60); /* waiting for a FIFO would end the test */
	for (const struct trust_path *row = trust_paths; is_walked(row); row++) {
		bool was_there = rename(in(row->path), in("aside")) == 0;
		bool is_way = was_there || row->kind == TRUST_DIRECTORY;

		parents_make(row->path);
		assert_int_equal(mkfifo(in(row->path), 0644), 0);
		expect_fault(-EPERM, row->path,
			     is_way ? "is not a directory" : "is not a regular file");
		assert_int_equal(unlink(in(row->path)), 0);
		if (was_there)
			assert_int_equal(rename(in("aside"), in(row->path)), 0);
	}
	(void)alarm(0);
	expect_trusted();
}

static void files_may_not_be_directories(void **state)
{
	(void)state;
	directory_make("etc/passwd");
	expect_fault(-EPERM, "etc/passwd", "is not a regular file");
	assert_int_equal(rmdir(in("etc/passwd")), 0);
	assert_int_equal(rmdir(in("etc")), 0);
	file_make("etc");
	expect_fault(-EPERM, "etc", "is not a directory");
}

static void group_write_depends_on_the_users_groups(void **state)
{
	static const char *const paths[] = { "usr/local", "usr/local/lib", "var/log" };

	(void)state;
	file_make("var/log/wtmp");
	file_make("usr/local/lib/libnss_x.so.2");
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		set_mode(paths[i], 02775);
		give(paths[i], 0, 50);
		set_mode(paths[i], 02775);
		expect_trusted();
		give(paths[i], 0, TENANT); /* his primary group */
		set_mode(paths[i], 02775);
		expect_fault(-EPERM, paths[i], "is writable by group or others (mode 2775)");
		give(paths[i], 0, groups[0].gid);
		set_mode(paths[i], 02775);
		expect_fault(-EPERM, paths[i], "is writable by group or others (mode 2775)");
		set_mode(paths[i], 0755);
	}
	/* The leave for /var/log is for what is written there, not for what is read. */
	give("var/log", 0, 50);
	set_mode("var/log", 0775);
	file_make("var/log/hosts");
	link_make("etc/hosts", "/var/log/hosts");
	expect_fault(-EPERM, "var/log",
		     ", where 'etc/hosts' leads, is writable by group or others "
		     "(mode 0775)");
}

/* What the rootfs's own group file says of him was not looked at. */
static void no_group_is_forgiven_if_the_rootfs_has_the_accounts(void **state)
{
	(void)state;
	file_make("usr/local/lib/libnss_x.so.2");
	give("usr/local", 0, 50);
	set_mode("usr/local", 02775);
	expect_trusted();
	plan.accounts = ACCOUNTS_ROOTFS;
	expect_fault(-EPERM, "usr/local", "is writable by group or others (mode 2775)");
	plan.accounts = ACCOUNTS_MERGE;
	expect_trusted();
}

/* A list of rights as setfacl(1) makes it: owner, one more, group, mask, others. */
static void acl_set(const char *path, unsigned short tag, unsigned short permissions)
{
	struct {
		struct posix_acl_xattr_header header;
		struct posix_acl_xattr_entry entries[5];
	} acl = { { POSIX_ACL_XATTR_VERSION },
		  { { ACL_USER_OBJ, 7, ACL_UNDEFINED_ID },
		    { tag, permissions, TENANT },
		    { ACL_GROUP_OBJ, 7, ACL_UNDEFINED_ID },
		    { ACL_MASK, 7, ACL_UNDEFINED_ID },
		    { ACL_OTHER, 5, ACL_UNDEFINED_ID } } };

	/* The kernel wants them by their tags: users, the group, groups. */
	if (tag == ACL_GROUP) {
		acl.entries[1] = acl.entries[2];
		acl.entries[2] = (struct posix_acl_xattr_entry){ tag, permissions, TENANT };
	}
	assert_int_equal(setxattr(in(path), "system.posix_acl_access", &acl, sizeof(acl), 0), 0);
}

static void a_list_of_rights_takes_the_leave_away(void **state)
{
	static const unsigned short tags[] = { ACL_USER, ACL_GROUP };

	(void)state;
	file_make("usr/local/lib/libnss_x.so.2");
	give("usr/local", 0, 50);
	for (size_t i = 0; i < ARRAY_SIZE(tags); i++) {
		acl_set("usr/local", tags[i], 5);
		expect_trusted();
		acl_set("usr/local", tags[i], 7);
		expect_fault(-EPERM, "usr/local", "is writable by group or others (mode 0775)");
	}
	assert_int_equal(removexattr(in("usr/local"), "system.posix_acl_access"), 0);
	set_mode("usr/local", 0775);
	expect_trusted();
	/* Elsewhere the mode alone says it: without the group's bits the list gives nothing. */
	acl_set("usr/local", ACL_USER, 7);
	set_mode("usr/local", 0755);
	expect_trusted();
}

static void records_may_be_the_groups(void **state)
{
	(void)state;
	file_make("var/log/wtmp");
	give("var/log/wtmp", 0, groups[0].gid);
	set_mode("var/log/wtmp", 0664);
	expect_trusted();
	set_mode("var/log/wtmp", 0666);
	expect_fault(-EPERM, "var/log/wtmp", "is writable by group or others (mode 0666)");
}

/* What stands in it is a program to SQLite, which sshd of Debian 13 opens it with. */
static void data_bases_of_records_are_not_the_tenants(void **state)
{
	static const char *const paths[] = { "var/log/wtmp.db", "var/log/wtmp.db-journal",
					     "var/log/wtmp.db-wal", "var/lib/wtmpdb/wtmp.db",
					     "var/lib/lastlog/lastlog2.db-journal" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		file_make(paths[i]);
		expect_trusted();
		set_mode(paths[i], 0646);
		expect_fault(-EPERM, paths[i], "is writable by group or others (mode 0646)");
		set_mode(paths[i], 0644);
		give(paths[i], TENANT, 0);
		expect_fault(-EPERM, paths[i], "is not owned by root (uid 1001)");
		assert_int_equal(unlink(in(paths[i])), 0);
	}
}

static void checks_libraries_by_name(void **state)
{
	static const char *const directories[] = { "lib", "usr/lib/x86_64-linux-gnu",
						   "usr/local/lib/aarch64-linux-gnu" };
	char path[512];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(directories); i++)
		for (const char *const *prefix = trust_library_prefixes; *prefix != NULL;
		     prefix++) {
			(void)snprintf(path, sizeof(path), "%s/%sx", directories[i], *prefix);
			file_make(path);
			give(path, TENANT, 0);
			expect_fault(-EPERM, path, "is not owned by root (uid 1001)");
			assert_int_equal(unlink(in(path)), 0);
			(void)snprintf(path, sizeof(path), "%s/%sx/y/z", directories[i], *prefix);
			file_make(path);
			set_mode(path, 0606);
			expect_fault(-EPERM, path, "is writable by group or others (mode 0606)");
			set_mode(path, 0644);
			expect_trusted();
		}
	file_make("usr/lib/x86_64-linux-gnu/libtenant.so");
	give("usr/lib/x86_64-linux-gnu/libtenant.so", TENANT, 0);
	expect_trusted();
}

static void checks_whole_trees(void **state)
{
	(void)state;
	file_make("etc/security/a/b/group.conf");
	expect_owner_and_mode_faults("etc/security/a/b/group.conf", false);
	expect_owner_and_mode_faults("etc/security/a/b", false);
	link_make("etc/update-motd.d/50-x", "/srv/x");
	expect_trusted();
	file_make("srv/x");
	set_mode("srv/x", 0777);
	expect_fault(-EPERM, "srv/x",
		     ", where 'etc/update-motd.d/50-x' leads, is writable by group "
		     "or others (mode 0777)");
	set_mode("srv/x", 0755);
	assert_int_equal(mkfifo(in("etc/security/fifo"), 0600), 0);
	expect_fault(-EPERM, "etc/security/fifo", "is not a regular file");
}

/* Whatever order they are read in, the one at fault is named. */
static void names_the_one_of_many(void **state)
{
	static const char *const paths[] = { "etc/security/a", "etc/security/b/c",
					     "etc/security/b/d", "etc/security/e" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		file_make(paths[i]);
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		expect_owner_and_mode_faults(paths[i], false);
}

static void libraries_behind_a_link(void **state)
{
	(void)state;
	file_make("opt/lib/libnss_x.so.2");
	link_make("lib64", "opt/lib");
	expect_trusted();
	give("opt/lib/libnss_x.so.2", TENANT, 0);
	expect_fault(-EPERM, "opt/lib/libnss_x.so.2", "is not owned by root (uid 1001)");
}

static void links_in_a_tree_may_go_in_circles(void **state)
{
	(void)state;
	directory_make("etc/security/a");
	link_make("etc/security/a/up", "..");
	link_make("lib", "/");
	link_make("x86_64-linux-gnu", ".");
	expect_trusted();
}

static void merged_usr(void **state)
{
	(void)state;
	link_make("lib", "usr/lib");
	link_make("bin", "usr/bin");
	file_make("usr/bin/sh");
	directory_make("usr/lib");
	expect_trusted();
	file_make("usr/lib/libnss_x.so.2");
	give("usr/lib/libnss_x.so.2", TENANT, 0);
	expect_fault(-EPERM, "usr/lib/libnss_x.so.2", "is not owned by root (uid 1001)");
}

static void links_stay_in_the_rootfs(void **state)
{
	static const char *const targets[] = { "/srv/conf", "../srv/conf", "../../../../srv/conf",
					       "/../srv/./conf", "//srv//conf" };

	(void)state;
	file_make("srv/conf");
	for (size_t i = 0; i < ARRAY_SIZE(targets); i++) {
		link_make("etc/nsswitch.conf", targets[i]);
		expect_trusted();
		give("srv/conf", TENANT, 0);
		expect_fault(-EPERM, "srv/conf",
			     ", where 'etc/nsswitch.conf' leads, is not owned by root (uid 1001)");
		give("srv/conf", 0, 0);
		give("srv", TENANT, 0);
		expect_fault(-EPERM, "srv",
			     ", where 'etc/nsswitch.conf' leads, is not owned by root (uid 1001)");
		give("srv", 0, 0);
		assert_int_equal(unlink(in("etc/nsswitch.conf")), 0);
	}
}

/* The end of the way is trusted, but the tenant could turn a link on it. */
static void links_may_not_hop_through_the_tenants(void **state)
{
	(void)state;
	file_make("etc/real.conf");
	link_make("etc/nsswitch.conf", "/srv/web/conf");
	link_make("srv/web/conf", "/etc/real.conf");
	expect_trusted();
	give("srv/web", TENANT, 0);
	expect_fault(-EPERM, "srv/web",
		     ", where 'etc/nsswitch.conf' leads, is not owned by root (uid 1001)");
	give("srv/web", 0, 0);
	assert_int_equal(unlink(in("etc/nsswitch.conf")), 0);
	link_make("etc/nsswitch.conf", "../srv/web/../../etc/real.conf");
	expect_trusted();
	set_mode("srv/web", 0777);
	expect_fault(-EPERM, "srv/web",
		     ", where 'etc/nsswitch.conf' leads, is writable by group or "
		     "others (mode 0777)");
}

static void links_to_nowhere(void **state)
{
	(void)state;
	directory_make("srv/web");
	link_make("etc/nsswitch.conf", "/srv/web/none/conf");
	expect_trusted();
	give("srv/web", TENANT, 0);
	expect_fault(-EPERM, "srv/web",
		     ", where 'etc/nsswitch.conf' leads, is not owned by root (uid 1001)");
}

static void links_into_mounts_of_the_jail(void **state)
{
	static const char *const covered[][2] = {
		{ "/tmp/x", "tmp" },
		{ "/var/tmp/x", "var/tmp" },
		{ "/dev/shm/x", "dev" },
		{ "../dev/nullx", "dev" },
		{ "/dev/null/x", "dev" },
		{ "/proc/self/cwd/x", "proc" },
		{ "/sys/x", "sys" },
		{ "/home/alice/x", "home/alice" },
		{ "/home/./alice", "home/alice" },
	};
	static const char *const homes[] = { "/home/alice", "/home/alice/", "//home//alice",
					     "/./home/./alice/." };

	(void)state;
	directory_make("home");
	directory_make("var");
	for (size_t i = 0; i < ARRAY_SIZE(covered); i++) {
		link_make("etc/hosts", covered[i][0]);
		(void)strcpy(home, homes[i % ARRAY_SIZE(homes)]);
		expect_fault(-EPERM, covered[i][1],
			     ", where 'etc/hosts' leads, is where the jail "
			     "mounts something else");
		assert_int_equal(unlink(in("etc/hosts")), 0);
	}
	(void)strcpy(home, "/home/alice");
}

static void neighbours_of_mounts_of_the_jail(void **state)
{
	static const char *const free[] = { "/home/alicex/x", "/home/al", "/tmpx", "/var/tmpx/x",
					    "/dev/null",      "/devs",	  "/run/x" };

	(void)state;
	directory_make("home");
	for (size_t i = 0; i < ARRAY_SIZE(free); i++) {
		link_make("etc/hosts", free[i]);
		expect_trusted();
		assert_int_equal(unlink(in("etc/hosts")), 0);
	}
}

static void odd_homes(void **state)
{
	(void)state;
	directory_make("etc");
	(void)strcpy(home, "/");
	expect_trusted();
	(void)strcpy(home, "");
	expect_trusted();
	(void)strcpy(home, "/etc");
	expect_fault(-EPERM, "etc", "is where the jail mounts something else");
	(void)strcpy(home, "/home/../etc");
	assert_int_equal(check(), -EINVAL);
	assert_string_equal(last.text, "home '/home/../etc' holds '..': Invalid argument");
	(void)strcpy(home, "/home/alice");
}

static void endless_links(void **state)
{
	(void)state;
	link_make("etc/passwd", "passwd");
	expect_fault(-ELOOP, "etc/passwd",
		     ", where 'etc/passwd' leads, can not be resolved: Too "
		     "many levels of symbolic links");
	assert_int_equal(unlink(in("etc/passwd")), 0);
	link_make("etc/passwd", "/etc/a");
	link_make("etc/a", "../etc/passwd");
	assert_int_equal(check(), -ELOOP);
}

static void chain_of_links(size_t length)
{
	char name[32] = "etc/passwd", target[32];

	for (size_t i = 1; i <= length; i++) {
		(void)snprintf(target, sizeof(target), "link%zu", i);
		link_make(name, target);
		(void)snprintf(name, sizeof(name), "etc/link%zu", i);
	}
	file_make(name);
}

static void forty_links_are_followed(void **state)
{
	(void)state;
	chain_of_links(40);
	expect_trusted();
}

static void no_more_links_are_followed(void **state)
{
	(void)state;
	chain_of_links(41);
	assert_int_equal(check(), -ELOOP);
}

static void long_targets(void **state)
{
	char target[PATH_MAX] = "";
	char name[NAME_MAX + 2];

	(void)state;
	memset(name, 'x', NAME_MAX + 1);
	name[NAME_MAX + 1] = '\0';
	link_make("etc/hosts", name);
	assert_int_equal(check(), -ENAMETOOLONG);
	assert_int_equal(unlink(in("etc/hosts")), 0);

	/* Each is as long as a link can be, and the second comes before the rest of the first. */
	(void)strcpy(target, "/a/");
	memset(target + 3, '/', PATH_MAX - 5);
	target[PATH_MAX - 2] = 'x';
	target[PATH_MAX - 1] = '\0';
	link_make("etc/hosts", target);
	target[1] = 'b';
	link_make("a", target);
	assert_int_equal(check(), -ENAMETOOLONG);
	assert_non_null(strstr(last.text, "holds a link to too long a path"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_TEST(trusts_what_is_not_there),
		PLACE_TEST(checks_the_rootfs_itself),
		PLACE_TEST(the_rows_of_the_jails_own_are_passed_over),
		PLACE_TEST(checks_every_row),
		PLACE_TEST(checks_every_parent_of_a_row),
		PLACE_TEST(checks_the_kind_of_every_row),
		PLACE_TEST(files_may_not_be_directories),
		PLACE_TEST(group_write_depends_on_the_users_groups),
		PLACE_TEST(no_group_is_forgiven_if_the_rootfs_has_the_accounts),
		PLACE_TEST(a_list_of_rights_takes_the_leave_away),
		PLACE_TEST(records_may_be_the_groups),
		PLACE_TEST(data_bases_of_records_are_not_the_tenants),
		PLACE_TEST(checks_libraries_by_name),
		PLACE_TEST(checks_whole_trees),
		PLACE_TEST(names_the_one_of_many),
		PLACE_TEST(libraries_behind_a_link),
		PLACE_TEST(links_in_a_tree_may_go_in_circles),
		PLACE_TEST(merged_usr),
		PLACE_TEST(links_stay_in_the_rootfs),
		PLACE_TEST(links_may_not_hop_through_the_tenants),
		PLACE_TEST(links_to_nowhere),
		PLACE_TEST(links_into_mounts_of_the_jail),
		PLACE_TEST(neighbours_of_mounts_of_the_jail),
		PLACE_TEST(odd_homes),
		PLACE_TEST(endless_links),
		PLACE_TEST(forty_links_are_followed),
		PLACE_TEST(no_more_links_are_followed),
		PLACE_TEST(long_targets),
	};

	return cmocka_run_group_tests(tests, trust_place_make, NULL);
}
