/* SPDX-License-Identifier: BSD-3-Clause */
/* The whole build: what the jail is made of, what is not in it, and how a step that fails is told.
 */
#include "jail/build_run.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "fixture.h"
#include "shared/cleanup.h"
#include "system/log_socket.h"
#include "system/mount_tree.h"

#define HOST_HOME FIXTURE_DIRECTORY "/host-home"

/* The mount points of a jail with everything; masks and read-only parts of /proc aside. */
static const char *const mount_points[] = {
	"/",	    "/proc", "/proc/sys", "/sys",     "/dev", "/dev/pts", "/dev/mqueue",
	"/dev/shm", "/tmp",  "/run",	  "/var/tmp", "/etc", "/home",	  "/home/tenant",
};

static char resolver[] = "nameserver 192.0.2.53\n";

static int tree_of(const char *path)
{
	_cleanup_close_ int fd = open(path, O_PATH | O_CLOEXEC);
	int tree_fd = mount_tree_clone(fd, MOUNT_ATTRIBUTES_PLAIN, false);

	check(tree_fd >= 0);
	return tree_fd;
}

static void jail_begin(struct fixture_jail *jail)
{
	fixture_jail_make(jail);
	file_make(HOST_HOME "/marker", "", 0644);
	jail->sources.log_fd = log_socket_make();
	jail->sources.resolv_conf =
		(struct host_file){ .data = resolver, .size = strlen(resolver) };
	jail->plan.home = HOME_BIND;
	jail->plan.has_sysfs = true;
	jail->plan.accounts = ACCOUNTS_MERGE;
	jail->request.home = strdup("/home/tenant");
	fixture_mounts_settle(jail, tree_of(HOST_HOME));
}

static int build_phase_run(struct fixture_jail *jail)
{
	return build_run(&jail->build, BUILD_WHOLE);
}

static void jail_build(struct fixture_jail *jail)
{
	int error;

	jail_begin(jail);
	error = build_phase_run(jail);
	check_true(error == 0, jail->report.text, __FILE__, __LINE__);
	check_number(jail->report.error_count, 0);
}

static void everything_is_in_its_place(void)
{
	struct fixture_jail jail;
	char text[4096];

	jail_build(&jail);
	check(is_there(AT_FDCWD, "/marker"));
	check(is_there(AT_FDCWD, "/home/tenant/marker"));
	file_read(AT_FDCWD, "/etc/resolv.conf", text, sizeof(text));
	check_text(text, resolver);
	file_read(AT_FDCWD, "/etc/passwd", text, sizeof(text));
	check_text(text, "tenant:*:54321:");
	check(gethostname(text, sizeof(text)) == 0);
	check_text(text, "tenant");
	file_read(AT_FDCWD, "/proc/self/net/dev", text, sizeof(text));
	check_text(text, "lo:");
	for (size_t i = 0; i < ARRAY_SIZE(mount_points); i++)
		check_true(is_mount_point(AT_FDCWD, mount_points[i]), mount_points[i], __FILE__,
			   __LINE__);
}

/* A line of /proc/PID/mountinfo (proc(5)), as far as it matters here. */
struct mount_line {
	char root[256], point[256], options[256], rest[512];
};

/* Calls check_line for each mount that can be seen. Returns how many there are. */
static int mounts_walk(void (*check_line)(const struct mount_line *line))
{
	_cleanup_fclose_ FILE *file = fopen("/proc/self/mountinfo", "re");
	struct mount_line line;
	char text[1024];
	int count = 0;

	check(file != NULL);
	for (; fgets(text, sizeof(text), file) != NULL; count++) {
		check_number(sscanf(text, "%*s %*s %*s %255s %255s %255s %511[^\n]", line.root,
				    line.point, line.options, line.rest),
			     4);
		check_line(&line);
	}
	return count;
}

static bool is_device_mount(const char *point)
{
	return strcmp(point, "/dev") == 0 || strcmp(point, "/dev/pts") == 0 ||
	       strcmp(point, "/dev/console") == 0;
}

static void check_flags(const struct mount_line *line)
{
	check_true(strstr(line->options, "nosuid") != NULL, line->point, __FILE__, __LINE__);
	check_true(strstr(line->options, "nodev") != NULL || is_device_mount(line->point),
		   line->point, __FILE__, __LINE__);
	/* "shared:N" or "master:N": what is mounted would show elsewhere, or the other way round.
	 */
	check_true(strstr(line->rest, "shared:") == NULL && strstr(line->rest, "master:") == NULL,
		   line->point, __FILE__, __LINE__);
}

static void no_mount_allows_setuid_or_devices(void)
{
	struct fixture_jail jail;

	jail_build(&jail);
	check(mounts_walk(check_flags) >= (int)ARRAY_SIZE(mount_points));
}

/* What may stand in mountinfo as a root within its file system: the jail's own, or our two binds.
 */
static void check_origin(const struct mount_line *line)
{
	static const char *const known[] = {
		"/",	       "/rootfs",	   "/host-home",     "/log",
		"/empty-file", "/empty-directory", "/open-directory"
	};
	bool is_known = strncmp(line->point, "/proc/", 6) == 0 &&
			strncmp(line->point + 5, line->root, strlen(line->root)) == 0;

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		is_known = is_known || strcmp(line->root, known[i]) == 0;
	check_true(is_known, line->root, __FILE__, __LINE__);
	check_true(strstr(line->rest, FIXTURE_DIRECTORY) == NULL, line->rest, __FILE__, __LINE__);
	check_true(strncmp(line->point, FIXTURE_DIRECTORY, 4) != 0, line->point, __FILE__,
		   __LINE__);
}

static void no_mount_of_the_host_is_left(void)
{
	struct fixture_jail jail;

	jail_build(&jail);
	(void)mounts_walk(check_origin);
	check(!is_there(AT_FDCWD, FIXTURE_DIRECTORY));
	check(!is_there(AT_FDCWD, "/empty-file"));
}

static void the_jail_can_not_be_written(void)
{
	static const char *const paths[] = { "/new",	  "/etc/new",	   "/dev/new", "/sys/new",
					     "/home/new", "/proc/sys/new", "/bin/new" };
	struct fixture_jail jail;

	jail_build(&jail);
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		check_true(open(paths[i], O_CREAT | O_WRONLY, 0600) < 0, paths[i], __FILE__,
			   __LINE__);
	check(open("/tmp/new", O_CREAT | O_WRONLY, 0600) >= 0);
	check(open("/home/tenant/new", O_CREAT | O_WRONLY, 0600) >= 0);
}

static void build_in_child(struct fixture_jail *jail)
{
	check_number(build_phase_run(jail), 0);
	check(is_there(AT_FDCWD, "/marker"));
}

static void the_host_is_as_before(void)
{
	static char before[65536], after[65536];
	struct fixture_jail jail;

	jail_begin(&jail);
	file_read(AT_FDCWD, "/proc/self/mountinfo", before, sizeof(before));
	check_in_child(build_in_child, &jail);
	file_read(AT_FDCWD, "/proc/self/mountinfo", after, sizeof(after));
	check_number(strcmp(before, after), 0);
	check(is_there(AT_FDCWD, FIXTURE_DIRECTORY));
	check(!is_there(AT_FDCWD, FIXTURE_ROOTFS "/home/tenant"));
	check(!is_there(AT_FDCWD, FIXTURE_ROOTFS "/etc/passwd"));
}

static void a_small_jail_is_a_jail(void)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail);
	fixture_mounts_settle(&jail, NO_FD);
	check_number(build_phase_run(&jail), 0);
	check(is_there(AT_FDCWD, "/marker"));
	check(!is_mount_point(AT_FDCWD, "/sys"));
	check(!is_mount_point(AT_FDCWD, "/etc"));
	check(!is_mount_point(AT_FDCWD, "/home"));
	check(!is_there(AT_FDCWD, "/dev/log"));
}

static void a_step_with_no_words_is_told_by_its_purpose(void)
{
	struct fixture_jail jail;
	char name[66];

	fixture_jail_make(&jail);
	(void)memset(name, 'x', 65);
	name[65] = '\0';
	jail.plan.hostname = name;
	check_number(build_phase_run(&jail), -EINVAL);
	check_number(jail.report.error_count, 1);
	check_text(jail.report.text, "can not set the hostname: ");
	check_text(jail.report.text, strerror(EINVAL));
}

static void a_step_with_words_is_told_once(void)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail);
	fixture_mounts_settle(&jail, NO_FD);
	check_number(rmdir(FIXTURE_ROOTFS "/run"), 0);
	check_number(build_phase_run(&jail), -ENOENT);
	check_number(jail.report.error_count, 1);
	check_text(jail.report.text, "has no '/run' to mount on");
}

static void after_a_fault_no_step_follows(void)
{
	struct fixture_jail jail;
	char name[65];

	fixture_jail_make(&jail);
	check_number(sethostname("before", 6), 0);
	check_number(rmdir(FIXTURE_ROOTFS "/proc"), 0);
	check_number(build_phase_run(&jail), -ENOENT);
	check_number(gethostname(name, sizeof(name)), 0);
	check_text(name, "before");
	check(!is_mount_point(AT_FDCWD, FIXTURE_ROOTFS "/dev"));
}

/* In the order of the build: what an earlier run has mounted on can not be renamed. */
static void a_link_in_the_rootfs_stops_the_build(void)
{
	static const char *const names[] = { "proc", "sys", "dev", "etc", "run", "tmp" };
	struct fixture_jail jail;
	char path[64], saved[64];

	directory_make(FIXTURE_DIRECTORY "/host", 0755);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		fixture_jail_make(&jail);
		jail.plan.has_sysfs = true;
		jail.plan.accounts = ACCOUNTS_MERGE;
		fixture_mounts_settle(&jail, NO_FD);
		(void)snprintf(path, sizeof(path), FIXTURE_ROOTFS "/%s", names[i]);
		(void)snprintf(saved, sizeof(saved), FIXTURE_ROOTFS "/saved-%s", names[i]);
		check_number(rename(path, saved), 0);
		check_number(symlink(FIXTURE_DIRECTORY "/host", path), 0);
		check_true(build_phase_run(&jail) == -ELOOP, names[i], __FILE__, __LINE__);
		check(!is_mount_point(AT_FDCWD, FIXTURE_DIRECTORY "/host"));
		check_number(unlink(path), 0);
		check_number(rename(saved, path), 0);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(everything_is_in_its_place),
		fixture_test(no_mount_allows_setuid_or_devices),
		fixture_test(no_mount_of_the_host_is_left),
		fixture_test(the_jail_can_not_be_written),
		fixture_test(the_host_is_as_before),
		fixture_test(a_small_jail_is_a_jail),
		fixture_test(a_step_with_no_words_is_told_by_its_purpose),
		fixture_test(a_step_with_words_is_told_once),
		fixture_test(after_a_fault_no_step_follows),
		fixture_test(a_link_in_the_rootfs_stops_the_build),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
