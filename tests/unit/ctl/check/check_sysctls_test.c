/* SPDX-License-Identifier: BSD-3-Clause */
/* Settings of the kernel: each is found where it is too much or too little, and no other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "ctl/check/check_parts.h"
#include "ctl/show/findings.h"
#include "shared/cleanup.h"

static const struct {
	const char *path, *well, *ill;
} settings[] = {
	{ "dev/tty/legacy_tiocsti", "0", "1" },
	{ "fs/suid_dumpable", "0", "2" },
	{ "fs/protected_symlinks", "1", "0" },
	{ "fs/protected_hardlinks", "1", "0" },
	{ "fs/protected_fifos", "1", "0" },
	{ "fs/protected_regular", "2", "0" },
	{ "kernel/yama/ptrace_scope", "1", "0" },
	{ "kernel/unprivileged_bpf_disabled", "2", "0" },
	{ "kernel/dmesg_restrict", "1", "0" },
	{ "kernel/kptr_restrict", "1", "0" },
	{ "kernel/perf_event_paranoid", "2", "1" },
	{ "kernel/io_uring_disabled", "1", "0" },
	{ "kernel/pty/max", "16384", "4096" },
	{ "net/ipv4/neigh/default/gc_thresh3", "8192", "1024" },
	{ "net/ipv6/neigh/default/gc_thresh3", "8192", "1024" },
	{ "fs/mount-max", "20000", "100000" },
	{ "fs/aio-max-nr", "65536", "65535" },
	{ "fs/inotify/max_user_instances", "128", "8193" },
	{ "fs/inotify/max_user_watches", "1048576", "1048577" },
	{ "fs/inotify/max_queued_events", "16384", "1000000" },
};

static char proc_sys[] = "/tmp/check-sysctls-XXXXXX";

static void setting_write(const char *setting, const char *value)
{
	char path[256];
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/%s", proc_sys, setting);
	for (char *slash = path + strlen(proc_sys) + 1; (slash = strchr(slash, '/')) != NULL;
	     slash++) {
		*slash = '\0';
		(void)mkdir(path, 0700);
		*slash = '/';
	}
	file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fprintf(file, "%s\n", value) > 0);
	assert_int_equal(fclose(file), 0);
}

static int directory_make(void **state)
{
	(void)state;
	return mkdtemp(proc_sys) == NULL;
}

static int directory_remove(void **state)
{
	char command[256];

	(void)state;
	(void)snprintf(command, sizeof(command), "rm -r %s", proc_sys);
	return system(command); /* NOLINT(cert-env33-c): a name of our own making */
}

/* What a kernel does not have is no finding. */
static void nothing_is_found_where_nothing_is(void **state)
{
	_cleanup_findings_ struct findings findings = { 0 };

	(void)state;
	check_sysctls("/nonexistent", &findings);
	assert_int_equal(findings.count, 0);
}

static void each_alone_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(settings); i++)
		setting_write(settings[i].path, settings[i].well);
	for (size_t i = 0; i < ARRAY_SIZE(settings); i++) {
		_cleanup_findings_ struct findings well = { 0 }, ill = { 0 };
		char name[64];

		check_sysctls(proc_sys, &well);
		assert_int_equal(well.count, 0);
		setting_write(settings[i].path, settings[i].ill);
		check_sysctls(proc_sys, &ill);
		setting_write(settings[i].path, settings[i].well);
		(void)snprintf(name, sizeof(name), "%s", settings[i].path);
		for (char *slash = name; (slash = strchr(slash, '/')) != NULL;)
			*slash = '.';
		assert_int_equal(ill.count, 1);
		assert_string_equal(ill.list[0].where, name);
		assert_non_null(strstr(ill.list[0].mend, name));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_found_where_nothing_is),
		cmocka_unit_test(each_alone_is_found),
	};

	return cmocka_run_group_tests(tests, directory_make, directory_remove);
}
