/* SPDX-License-Identifier: BSD-3-Clause */
/* Settings of the kernel that are worth having on a machine with tenants. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/check/check_parts.h"
#include "ctl/show/findings.h"
#include "shared/cleanup.h"

enum wanted { AT_LEAST, EXACTLY };

static const struct {
	const char *path; /* below /proc/sys */
	enum wanted wanted;
	long value;
	enum severity severity;
	const char *reason;
} settings[] = {
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

void check_sysctls(const char *proc_sys, struct findings *findings)
{
	for (size_t i = 0; i < ARRAY_SIZE(settings); i++) {
		long found;

		if (!number_read(proc_sys, settings[i].path, &found))
			continue;
		if (settings[i].wanted == AT_LEAST ? found < settings[i].value
						   : found != settings[i].value)
			tell(findings, i, found);
	}
}
