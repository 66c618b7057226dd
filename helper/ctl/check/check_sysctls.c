/* SPDX-License-Identifier: BSD-3-Clause */
/* Settings of the kernel that are worth having on a machine with tenants. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/check/check_parts.h"
#include "ctl/show/findings.h"
#include "shared/cleanup.h"

enum wanted { AT_LEAST, EXACTLY, AT_MOST };

static const struct {
	const char *path; /* below /proc/sys */
	enum wanted wanted;
	long value;
	enum severity severity;
	const char *reason;
} settings[] = {
	{ "kernel/randomize_va_space", AT_LEAST, 1, SEVERITY_ERROR,
	  "nobody can log in: callers without random addresses are refused" },
	{ "vm/mmap_rnd_bits", AT_LEAST, 28, SEVERITY_NOTICE,
	  "now and then a program in a jail finds no libraries, see pam_nsjail(8)" },
	{ "dev/tty/legacy_tiocsti", EXACTLY, 0, SEVERITY_WARNING,
	  "a jailed program started with su can type into the administrator's terminal" },
	{ "fs/suid_dumpable", EXACTLY, 0, SEVERITY_WARNING,
	  "core dumps of privileged programs may show what they held" },
	{ "fs/protected_symlinks", AT_LEAST, 1, SEVERITY_WARNING,
	  "links in sticky directories lead other users' programs astray" },
	{ "fs/protected_hardlinks", AT_LEAST, 1, SEVERITY_WARNING,
	  "users can make links to files that are not theirs" },
	{ "fs/protected_fifos", AT_LEAST, 1, SEVERITY_NOTICE,
	  "FIFOs in sticky directories catch what others write" },
	{ "fs/protected_regular", AT_LEAST, 1, SEVERITY_NOTICE,
	  "files in sticky directories catch what others write" },
	{ "kernel/yama/ptrace_scope", AT_LEAST, 1, SEVERITY_NOTICE,
	  "processes of one user can trace each other" },
	{ "kernel/unprivileged_bpf_disabled", AT_LEAST, 1, SEVERITY_WARNING,
	  "tenants can load BPF programs" },
	{ "kernel/dmesg_restrict", AT_LEAST, 1, SEVERITY_NOTICE,
	  "tenants can read the kernel's log" },
	{ "kernel/kptr_restrict", AT_LEAST, 1, SEVERITY_NOTICE,
	  "tenants can see addresses of the kernel" },
	{ "kernel/perf_event_paranoid", AT_LEAST, 2, SEVERITY_NOTICE,
	  "tenants can measure the kernel" },
	{ "kernel/io_uring_disabled", AT_LEAST, 1, SEVERITY_NOTICE,
	  "io_uring is open to tenants, and has had many holes" },
	/* What the whole machine shares. */
	{ "kernel/pty/max", AT_LEAST, 16384, SEVERITY_NOTICE,
	  "a few tenants can take all terminals: 64 in each jail, or any number with a root of "
	  "their own" },
	{ "net/ipv4/neigh/default/gc_thresh3", AT_LEAST, 8192, SEVERITY_NOTICE,
	  "all jails and the host share one table of neighbours" },
	{ "net/ipv6/neigh/default/gc_thresh3", AT_LEAST, 8192, SEVERITY_NOTICE,
	  "all jails and the host share one table of neighbours" },
	{ "fs/mount-max", AT_MOST, 20000, SEVERITY_NOTICE,
	  "while a tenant's root copies so many mounts, other logins wait" },
	{ "fs/aio-max-nr", AT_LEAST, 65536, SEVERITY_NOTICE,
	  "a jail with seccomp = off can take what databases of the host need" },
	{ "fs/inotify/max_user_instances", AT_MOST, 8192, SEVERITY_NOTICE,
	  "each tenant can fill that much of the kernel's memory" },
	{ "fs/inotify/max_user_watches", AT_MOST, 1048576, SEVERITY_NOTICE,
	  "each tenant can fill that much of the kernel's memory" },
	{ "fs/inotify/max_queued_events", AT_MOST, 65536, SEVERITY_NOTICE,
	  "each tenant can fill that much of the kernel's memory" },
};

/* False where the kernel has no such setting. */
static bool number_read(const char *proc_sys, const char *path, long *ret_number)
{
	_cleanup_close_ int root_fd = open(proc_sys, O_PATH | O_DIRECTORY | O_CLOEXEC);
	_cleanup_close_ int fd = openat(root_fd, path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char text[32] = "";
	char *end;

	if (fd < 0 || read(fd, text, sizeof(text) - 1) <= 0)
		return false;
	*ret_number = strtol(text, &end, 10);
	return end != text;
}

static void tell(struct findings *findings, size_t row, long found)
{
	_cleanup_free_ char *mend = NULL, *name = strdup(settings[row].path);

	if (name == NULL)
		return;
	for (char *slash = strchr(name, '/'); slash != NULL; slash = strchr(slash, '/'))
		*slash = '.';
	if (asprintf(&mend, "sysctl -w %s=%ld, and the same line in /etc/sysctl.d", name,
		     settings[row].value) < 0)
		mend = NULL;
	findings_add(findings, settings[row].severity, name, mend, "is %ld: %s", found,
		     settings[row].reason);
}

static bool is_well(enum wanted wanted, long found, long value)
{
	const bool answers[] = {
		[AT_LEAST] = found >= value,
		[EXACTLY] = found == value,
		[AT_MOST] = found <= value,
	};

	return answers[wanted];
}

void check_sysctls(const char *proc_sys, struct findings *findings)
{
	for (size_t i = 0; i < ARRAY_SIZE(settings); i++) {
		long found;

		if (!number_read(proc_sys, settings[i].path, &found))
			continue;
		if (!is_well(settings[i].wanted, found, settings[i].value))
			tell(findings, i, found);
	}
}
