/* SPDX-License-Identifier: BSD-3-Clause */
/* The jail's /proc and /sys: its own processes, nothing to write, nothing of the host to read. */
#include "mounts/procfs.h"

#include <fcntl.h>
#include <ftw.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "fixture.h"
#include "shared/cleanup.h"
#include "system/privileges.h"

#define PROC_FLAGS (ST_NOSUID | ST_NODEV | ST_NOEXEC)

static const char *const covered[] = {
	"proc/kcore",	   "proc/keys",	       "proc/locks",
	"proc/key-users",  "proc/timer_list",  "proc/sched_debug",
	"proc/kmsg",	   "proc/kallsyms",    "proc/kpagecount",
	"proc/kpageflags", "proc/kpagecgroup", "proc/latency_stats",
	"proc/acpi",	   "proc/scsi",	       "proc/asound",
	"proc/interrupts", "proc/softirqs",    "proc/sys/fs/binfmt_misc",
};

static const char *const kept_readonly[] = {
	"proc/sys", "proc/sysrq-trigger", "proc/irq", "proc/bus", "proc/fs", "proc/mtrr",
};

static const char *const covered_sysfs[] = {
	"sys/firmware",	      "sys/fs/cgroup", "sys/kernel/debug",
	"sys/kernel/tracing", "sys/fs/bpf",    "sys/fs/pstore",
};

static void proc_begin(struct fixture_jail *jail)
{
	fixture_jail_make(jail);
	fixture_build_begin(jail);
}

static void proc_is_of_our_pid_namespace(void)
{
	struct fixture_jail jail;
	char self[32] = "";

	proc_begin(&jail);
	check_number(procfs_mount(&jail.build), 0);
	check_number(mount_type(jail.build.root_fd, "proc"), PROC_SUPER_MAGIC);
	check_number(mount_flags(jail.build.root_fd, "proc"), PROC_FLAGS);
	check(readlinkat(jail.build.root_fd, "proc/self", self, sizeof(self) - 1) > 0);
	check_number(strcmp(self, "1"), 0);
}

static void tenant_looks(struct fixture_jail *jail)
{
	root_give_up();
	check(is_there(AT_FDCWD, "/proc/1"));
	check(is_there(jail->build.root_fd, "proc/self/status"));
	check(!is_there(jail->build.root_fd, "proc/1"));
}

/* The test's own /proc, without hidepid, is the control. */
static void proc_is_there_only_if_planned(void)
{
	struct fixture_jail jail;

	proc_begin(&jail);
	jail.plan.has_proc = false;
	check_number(procfs_mount(&jail.build), 0);
	check_number(procfs_mask(&jail.build), 0);
	check(!is_mount_point(jail.build.root_fd, "proc"));
}

static void others_processes_are_invisible(void)
{
	struct fixture_jail jail;

	proc_begin(&jail);
	check_number(procfs_mount(&jail.build), 0);
	check_number(fchmodat(AT_FDCWD, FIXTURE_DIRECTORY, 0755, 0), 0);
	check_in_child(tenant_looks, &jail);
}

static void a_missing_directory_is_named(void)
{
	struct fixture_jail jail;

	proc_begin(&jail);
	check_number(rmdir(FIXTURE_ROOTFS "/proc"), 0);
	check_number(procfs_mount(&jail.build), -ENOENT);
	check_text(jail.report.text, "'/proc'");
	check_text(jail.report.text, "mkdir");
}

static void a_link_does_not_lead_to_the_host(void)
{
	struct fixture_jail jail;

	proc_begin(&jail);
	directory_make(FIXTURE_DIRECTORY "/host", 0755);
	check_number(rmdir(FIXTURE_ROOTFS "/proc"), 0);
	check_number(symlink(FIXTURE_DIRECTORY "/host", FIXTURE_ROOTFS "/proc"), 0);
	check_number(procfs_mount(&jail.build), -ELOOP);
	check(!is_mount_point(AT_FDCWD, FIXTURE_DIRECTORY "/host"));
	check_number(mount("proc", FIXTURE_ROOTFS "/proc", "proc", 0, NULL), 0);
	check(is_mount_point(AT_FDCWD, FIXTURE_DIRECTORY "/host"));
}

static void masked_begin(struct fixture_jail *jail)
{
	proc_begin(jail);
	check_number(procfs_mount(&jail->build), 0);
	check_number(procfs_mask(&jail->build), 0);
	check_number(jail->report.error_count, 0);
}

static void masks_cover_what_tells_of_the_host(void)
{
	struct fixture_jail jail;
	int count = 0;

	masked_begin(&jail);
	for (size_t i = 0; i < ARRAY_SIZE(covered); i++) {
		if (!is_there(jail.build.root_fd, covered[i]))
			continue;
		count++;
		check_true(mount_type(jail.build.root_fd, covered[i]) == TMPFS_MAGIC, covered[i],
			   __FILE__, __LINE__);
		check_number(mount_flags(jail.build.root_fd, covered[i]), PROC_FLAGS | ST_RDONLY);
	}
	check(count > 5);
}

static void a_masked_file_is_empty(void)
{
	struct fixture_jail jail;
	char text[64];

	proc_begin(&jail);
	check_number(procfs_mount(&jail.build), 0);
	file_read(jail.build.root_fd, "proc/interrupts", text, sizeof(text));
	check(text[0] != '\0');
	check_number(procfs_mask(&jail.build), 0);
	file_read(jail.build.root_fd, "proc/interrupts", text, sizeof(text));
	check_number(strlen(text), 0);
}

static void kernel_controls_are_readonly(void)
{
	struct fixture_jail jail;

	masked_begin(&jail);
	for (size_t i = 0; i < ARRAY_SIZE(kept_readonly); i++)
		if (is_there(jail.build.root_fd, kept_readonly[i]))
			check_number(mount_flags(jail.build.root_fd, kept_readonly[i]),
				     PROC_FLAGS | ST_RDONLY);
	check_errno(openat(jail.build.root_fd, "proc/sys/kernel/core_pattern", O_WRONLY), EROFS);
	check(openat(jail.build.root_fd, "proc/sys/kernel/ostype", O_RDONLY | O_CLOEXEC) >= 0);
}

static int writable_count;

static int writable_note(const char *path, const struct stat *status, int type, struct FTW *place)
{
	(void)status;
	if (place->level == 1 && path[place->base] >= '0' && path[place->base] <= '9')
		return FTW_SKIP_SUBTREE; /* a process */
	if (type == FTW_F && faccessat(AT_FDCWD, path, W_OK, 0) == 0) {
		writable_count++;
		(void)printf("writable: %s\n", path);
	}
	return FTW_CONTINUE;
}

/* What uid 0 without any capability may write, as after a setuid program in a bounded jail. */
static int writable_files(struct fixture_jail *jail)
{
	check_number(fchdir(jail->build.root_fd), 0);
	check_number(privileges_drop_all(), 0);
	writable_count = 0;
	check_number(nftw("proc", writable_note, 16, FTW_PHYS | FTW_ACTIONRETVAL), 0);
	return writable_count;
}

static void some_are_writable(struct fixture_jail *jail)
{
	check(freopen("/dev/null", "w", stdout) != NULL);
	check(writable_files(jail) > 100);
}

static void none_is_writable(struct fixture_jail *jail)
{
	int count = writable_files(jail);

	(void)fflush(stdout);
	check_number(count, 0);
}

static void nothing_is_writable_for_a_root_without_capabilities(void)
{
	struct fixture_jail jail;

	proc_begin(&jail);
	check_number(procfs_mount(&jail.build), 0);
	check_in_child(some_are_writable, &jail);
	check_number(procfs_mask(&jail.build), 0);
	check_in_child(none_is_writable, &jail);
}

static void sysfs_is_there_only_if_planned(void)
{
	struct fixture_jail jail;

	proc_begin(&jail);
	check_number(procfs_sysfs_mount(&jail.build), 0);
	check(!is_mount_point(jail.build.root_fd, "sys"));
}

static void sysfs_is_readonly_and_masked(void)
{
	struct fixture_jail jail;

	proc_begin(&jail);
	jail.plan.has_sysfs = true;
	check_number(procfs_sysfs_mount(&jail.build), 0);
	check_number(mount_type(jail.build.root_fd, "sys"), SYSFS_MAGIC);
	check_number(mount_flags(jail.build.root_fd, "sys"), PROC_FLAGS | ST_RDONLY);
	check_errno(openat(jail.build.root_fd, "sys/kernel/profiling", O_WRONLY), EROFS);
	for (size_t i = 0; i < ARRAY_SIZE(covered_sysfs); i++)
		if (is_there(jail.build.root_fd, covered_sysfs[i]))
			check_true(mount_type(jail.build.root_fd, covered_sysfs[i]) == TMPFS_MAGIC,
				   covered_sysfs[i], __FILE__, __LINE__);
}

static void sysfs_needs_its_directory(void)
{
	struct fixture_jail jail;

	proc_begin(&jail);
	jail.plan.has_sysfs = true;
	check_number(rmdir(FIXTURE_ROOTFS "/sys"), 0);
	check_number(procfs_sysfs_mount(&jail.build), -ENOENT);
	check_text(jail.report.text, "'/sys'");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(proc_is_of_our_pid_namespace),
		fixture_test(proc_is_there_only_if_planned),
		fixture_test(others_processes_are_invisible),
		fixture_test(a_missing_directory_is_named),
		fixture_test(a_link_does_not_lead_to_the_host),
		fixture_test(masks_cover_what_tells_of_the_host),
		fixture_test(a_masked_file_is_empty),
		fixture_test(kernel_controls_are_readonly),
		fixture_test(nothing_is_writable_for_a_root_without_capabilities),
		fixture_test(sysfs_is_there_only_if_planned),
		fixture_test(sysfs_is_readonly_and_masked),
		fixture_test(sysfs_needs_its_directory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
