/* SPDX-License-Identifier: BSD-3-Clause */
/* What of the host goes into a jail is checked first, and each refusal names what is at fault. */
#include "jail/sources_open.h"
#include "site/jail_sources.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "fixture.h"
#include "plan/mount_list.h"
#include "shared/cleanup.h"

#define PLACE FIXTURE_DIRECTORY
#define HOME  PLACE "/home/tenant"

static void sources_begin(struct fixture_jail *jail)
{
	fixture_jail_make(jail);
	jail_sources_clear(&jail->sources);
}

static void mounts_forget(struct jail_plan *plan)
{
	for (size_t i = 0; i < plan->mount_count; i++)
		mount_entry_clear(&plan->mounts[i]);
	free(plan->mounts);
	plan->mounts = NULL;
	plan->mount_count = 0;
}

static int sources_try(struct fixture_jail *jail, int terminal_fd)
{
	int error;

	mounts_forget(&jail->plan);
	error = mount_list_settle(&jail->plan, &jail->request, &jail->report);
	if (error < 0)
		return error;
	return sources_open(&jail->sources, &jail->plan, &jail->request, terminal_fd, NO_FD,
			    &jail->report);
}

static void sources_open_now(struct fixture_jail *jail)
{
	check_true(sources_try(jail, NO_FD) == 0, jail->report.text, __FILE__, __LINE__);
}

/* The tree of the home, or NO_FD. */
static int home_fd(const struct fixture_jail *jail)
{
	for (size_t i = 0; i < jail->sources.mount_count; i++)
		if (jail->plan.mounts[i].is_home)
			return jail->sources.mount_fds[i];
	return NO_FD;
}

/* One error, with both parts in its text; then the sources can still be cleared. */
static void check_refused(struct fixture_jail *jail, int error, const char *object,
			  const char *reason)
{
	check_number(sources_try(jail, NO_FD), -error);
	check_number(jail->report.error_count, 1);
	check_text(jail->report.text, object);
	check_text(jail->report.text, reason);
	jail_sources_clear(&jail->sources);
}

static void a_readonly_rootfs_is_readonly(void)
{
	struct fixture_jail jail;

	sources_begin(&jail);
	sources_open_now(&jail);
	check(is_there(jail.sources.rootfs_fd, "marker"));
	check_number(mount_flags(jail.sources.rootfs_fd, "."), ST_RDONLY | ST_NOSUID | ST_NODEV);
	check_errno(mkdirat(jail.sources.rootfs_fd, "new", 0755), EROFS);
	check_number(fcntl(jail.sources.rootfs_fd, F_GETFD), FD_CLOEXEC);
	check(home_fd(&jail) < 0 && jail.sources.console_fd < 0 && jail.sources.log_fd < 0);
	check(jail.sources.resolv_conf.data == NULL && jail.sources.localtime.data == NULL);
}

static void a_writable_rootfs_is_writable(void)
{
	struct fixture_jail jail;

	sources_begin(&jail);
	jail.plan.rootfs_mode = ROOTFS_WRITABLE;
	sources_open_now(&jail);
	check_number(mount_flags(jail.sources.rootfs_fd, "."), ST_NOSUID | ST_NODEV);
	check_number(mkdirat(jail.sources.rootfs_fd, "new", 0755), 0);
	check(is_there(AT_FDCWD, FIXTURE_ROOTFS "/new"));
}

static void what_is_mounted_below_comes_along_readonly(void)
{
	struct fixture_jail jail;

	sources_begin(&jail);
	tmpfs_over(FIXTURE_ROOTFS "/below");
	file_make(FIXTURE_ROOTFS "/below/file", "", 0644);
	sources_open_now(&jail);
	check(is_there(jail.sources.rootfs_fd, "below/file"));
	check_number(mount_flags(jail.sources.rootfs_fd, "below"),
		     ST_RDONLY | ST_NOSUID | ST_NODEV);
}

static void the_hosts_own_tree_comes_alone(void)
{
	struct fixture_jail jail;

	sources_begin(&jail);
	tmpfs_over(FIXTURE_ROOTFS "/below");
	file_make(FIXTURE_ROOTFS "/below/file", "", 0644);
	check_number(chroot(FIXTURE_ROOTFS), 0);
	jail.plan.rootfs = strdup("/");
	sources_open_now(&jail);
	check(is_there(jail.sources.rootfs_fd, "marker"));
	check(is_there(jail.sources.rootfs_fd, "below"));
	check(!is_there(jail.sources.rootfs_fd, "below/file"));
}

static void a_missing_rootfs_is_named(void)
{
	struct fixture_jail jail;

	sources_begin(&jail);
	jail.plan.rootfs = strdup(PLACE "/nothing");
	check_refused(&jail, ENOENT, "rootfs '" PLACE "/nothing'", "does not exist");
}

static void a_rootfs_of_others_is_refused(void)
{
	struct fixture_jail jail;

	sources_begin(&jail);
	check_number(chown(FIXTURE_ROOTFS, FIXTURE_UID, 0), 0);
	check_refused(&jail, EPERM, "'" FIXTURE_ROOTFS "'", "not owned by root");
	check_number(chown(FIXTURE_ROOTFS, 0, 0), 0);
	jail.report = (struct report){ .socket_fd = NO_FD };
	sources_open_now(&jail);
}

static void a_rootfs_that_a_group_may_write_is_refused(void)
{
	struct fixture_jail jail;

	sources_begin(&jail);
	check_number(chmod(FIXTURE_ROOTFS, 0775), 0);
	check_refused(&jail, EPERM, "'" FIXTURE_ROOTFS "'", "writable");
}

static void a_parent_that_others_may_write_is_named(void)
{
	struct fixture_jail jail;

	sources_begin(&jail);
	directory_make(PLACE "/open/rootfs", 0755);
	check_number(chmod(PLACE "/open", 0757), 0);
	jail.plan.rootfs = strdup(PLACE "/open/rootfs");
	check_refused(&jail, EPERM, "rootfs '" PLACE "/open/rootfs': '" PLACE "/open'", "writable");
}

static void a_linked_rootfs_is_refused(void)
{
	struct fixture_jail jail;

	sources_begin(&jail);
	check_number(symlink(FIXTURE_ROOTFS, PLACE "/link"), 0);
	jail.plan.rootfs = strdup(PLACE "/link");
	check_refused(&jail, ELOOP, "'" PLACE "/link'", "symbolic link");
}

static void an_untrusted_file_in_the_rootfs_is_refused(void)
{
	struct fixture_jail jail;

	sources_begin(&jail);
	file_make(FIXTURE_ROOTFS "/etc/nsswitch.conf", "passwd: evil\n", 0666);
	check_number(sources_try(&jail, NO_FD), -EPERM);
	check_text(jail.report.text, "etc/nsswitch.conf");
}

static void a_missing_shell_is_named(void)
{
	struct fixture_jail jail;

	sources_begin(&jail);
	jail.request.shell = strdup("/bin/nothing");
	check_refused(&jail, ENOENT, "'" FIXTURE_ROOTFS "'", "shell '/bin/nothing'");
}

static void a_shell_that_is_no_program_is_refused(void)
{
	struct fixture_jail jail;

	sources_begin(&jail);
	file_make(FIXTURE_ROOTFS "/bin/text", "", 0644);
	jail.request.shell = strdup("/bin/text");
	check_refused(&jail, EACCES, "shell '/bin/text'", "no program");
	jail.report = (struct report){ .socket_fd = NO_FD };
	jail.request.shell = strdup("/bin");
	check_refused(&jail, EACCES, "shell '/bin'", "no program");
}

static void no_shell_means_bin_sh(void)
{
	struct fixture_jail jail;

	sources_begin(&jail);
	jail.request.shell = strdup("");
	sources_open_now(&jail);
	check_number(unlink(FIXTURE_ROOTFS "/bin/sh"), 0);
	check_refused(&jail, ENOENT, "shell '/bin/sh'", strerror(ENOENT));
}

static void a_linked_shell_is_looked_for_inside(void)
{
	struct fixture_jail jail;

	sources_begin(&jail);
	check_number(symlink("/bin/sh", FIXTURE_ROOTFS "/bin/inside"), 0);
	jail.request.shell = strdup("/bin/inside");
	sources_open_now(&jail);
	file_make(PLACE "/sh", "", 0755);
	check_number(symlink(PLACE "/sh", FIXTURE_ROOTFS "/bin/outside"), 0);
	check_number(symlink("../../sh", FIXTURE_ROOTFS "/bin/above"), 0);
	jail.request.shell = strdup("/bin/outside");
	check_refused(&jail, ENOENT, "shell '/bin/outside'", strerror(ENOENT));
	jail.report = (struct report){ .socket_fd = NO_FD };
	jail.request.shell = strdup("/bin/above");
	check_refused(&jail, ENOENT, "shell '/bin/above'", strerror(ENOENT));
}

static void home_begin(struct fixture_jail *jail)
{
	sources_begin(jail);
	jail->plan.home = HOME_BIND;
	directory_make(HOME, 0700);
	check_number(chown(HOME, FIXTURE_UID, FIXTURE_UID), 0);
}

static void a_home_is_cloned_without_setuid_and_devices(void)
{
	struct fixture_jail jail;

	home_begin(&jail);
	file_make(HOME "/marker", "", 0644);
	sources_open_now(&jail);
	check(is_there(home_fd(&jail), "marker"));
	check_number(mount_flags(home_fd(&jail), "."), ST_NOSUID | ST_NODEV);
	check_number(mkdirat(home_fd(&jail), "new", 0755), 0);
}

static void a_home_is_looked_at_only_for_a_bind(void)
{
	struct fixture_jail jail;

	sources_begin(&jail);
	jail.request.home = strdup(PLACE "/nothing");
	jail.plan.home = HOME_TMPFS;
	sources_open_now(&jail);
	check(home_fd(&jail) < 0);
}

static void a_missing_home_is_named(void)
{
	struct fixture_jail jail;

	home_begin(&jail);
	check_number(rmdir(HOME), 0);
	check_refused(&jail, ENOENT, "home '" HOME "'", "does not exist");
	check_number(rmdir(PLACE "/home"), 0);
	jail.report = (struct report){ .socket_fd = NO_FD };
	check_refused(&jail, ENOENT, "home '" HOME "'", "does not exist");
}

static void a_home_of_another_is_refused(void)
{
	struct fixture_jail jail;

	home_begin(&jail);
	check_number(chown(HOME, FIXTURE_UID + 1, FIXTURE_UID), 0);
	check_refused(&jail, EPERM, "home '" HOME "'", "belongs to uid 54322");
	check_number(chown(HOME, 0, 0), 0);
	jail.report = (struct report){ .socket_fd = NO_FD };
	sources_open_now(&jail);
}

static void a_home_that_is_a_link_is_refused(void)
{
	struct fixture_jail jail;

	home_begin(&jail);
	directory_make(PLACE "/victim", 0700);
	check_number(rmdir(HOME), 0);
	check_number(symlink(PLACE "/victim", HOME), 0);
	check(sources_try(&jail, NO_FD) < 0);
	check(home_fd(&jail) < 0);
	check_text(jail.report.text, "home '" HOME "'");
}

static void a_home_that_is_a_file_is_refused(void)
{
	struct fixture_jail jail;

	home_begin(&jail);
	check_number(rmdir(HOME), 0);
	file_make(HOME, "", 0644);
	check_refused(&jail, ENOTDIR, "home '" HOME "'", strerror(ENOTDIR));
}

static void a_linked_parent_of_the_home_is_refused(void)
{
	struct fixture_jail jail;

	home_begin(&jail);
	check_number(symlink(PLACE "/home", PLACE "/users"), 0);
	jail.request.home = strdup(PLACE "/users/tenant");
	check_refused(&jail, ELOOP, "'" PLACE "/users'", "symbolic link");
}

/* Who may write the parent can put another's home in its place. */
static void a_parent_of_the_home_that_others_may_write_is_refused(void)
{
	struct fixture_jail jail;

	home_begin(&jail);
	check_number(chmod(PLACE "/home", 01777), 0);
	check_refused(&jail, EPERM, "'" PLACE "/home'", "writable");
}

static void a_home_that_is_no_path_is_refused(void)
{
	static const char *const homes[] = { "", "relative", "/", "/mnt/home/tenant/",
					     "/mnt/home/../home/tenant" };
	struct fixture_jail jail;

	home_begin(&jail);
	for (size_t i = 0; i < ARRAY_SIZE(homes); i++) {
		jail.request.home = strdup(homes[i]);
		jail.report = (struct report){ .socket_fd = NO_FD };
		check_true(sources_try(&jail, NO_FD) == -EINVAL, homes[i], __FILE__, __LINE__);
		check_text(jail.report.text, "home '");
	}
}

static int open_count(void)
{
	_cleanup_closedir_ DIR *directory = opendir("/proc/self/fd");
	int count = 0;

	while (readdir(directory) != NULL)
		count++;
	return count;
}

static void clearing_closes_everything(void)
{
	struct fixture_jail jail;
	int before;

	home_begin(&jail);
	before = open_count();
	sources_open_now(&jail);
	check_number(open_count(), before + 2);
	jail_sources_clear(&jail.sources);
	check_number(open_count(), before);
	check(jail.sources.rootfs_fd < 0 && home_fd(&jail) < 0);
	jail_sources_clear(&jail.sources);
}

static void a_refusal_leaves_nothing_after_clearing(void)
{
	struct fixture_jail jail;
	int before;

	home_begin(&jail);
	check_number(rmdir(HOME), 0);
	before = open_count();
	check_refused(&jail, ENOENT, "home '" HOME "'", "does not exist");
	check_number(open_count(), before);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(a_readonly_rootfs_is_readonly),
		fixture_test(a_writable_rootfs_is_writable),
		fixture_test(what_is_mounted_below_comes_along_readonly),
		fixture_test(the_hosts_own_tree_comes_alone),
		fixture_test(a_missing_rootfs_is_named),
		fixture_test(a_rootfs_of_others_is_refused),
		fixture_test(a_rootfs_that_a_group_may_write_is_refused),
		fixture_test(a_parent_that_others_may_write_is_named),
		fixture_test(a_linked_rootfs_is_refused),
		fixture_test(an_untrusted_file_in_the_rootfs_is_refused),
		fixture_test(a_missing_shell_is_named),
		fixture_test(a_shell_that_is_no_program_is_refused),
		fixture_test(no_shell_means_bin_sh),
		fixture_test(a_linked_shell_is_looked_for_inside),
		fixture_test(a_home_is_cloned_without_setuid_and_devices),
		fixture_test(a_home_is_looked_at_only_for_a_bind),
		fixture_test(a_missing_home_is_named),
		fixture_test(a_home_of_another_is_refused),
		fixture_test(a_home_that_is_a_link_is_refused),
		fixture_test(a_home_that_is_a_file_is_refused),
		fixture_test(a_linked_parent_of_the_home_is_refused),
		fixture_test(a_parent_of_the_home_that_others_may_write_is_refused),
		fixture_test(a_home_that_is_no_path_is_refused),
		fixture_test(clearing_closes_everything),
		fixture_test(a_refusal_leaves_nothing_after_clearing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
