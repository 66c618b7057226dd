/* SPDX-License-Identifier: BSD-3-Clause */
/* SELinux, for which there is no policy of ours yet. */
#include <fcntl.h>
#include <string.h>

#include "ctl/check/check_parts.h"
#include "ctl/show/findings.h"
#include "shared/cleanup.h"

#define SUBJECT "SELinux"
#define MEND                                                                                       \
	"SELINUX=permissive in /etc/selinux/config, and setenforce 0: docs/pam-order.md has what " \
	"works"

/* The first byte of "enforce"; 0 where there is no SELinux; or -errno. */
static int state_read(const char *selinuxfs)
{
	_cleanup_close_ int directory_fd = open(selinuxfs, O_PATH | O_DIRECTORY | O_CLOEXEC);
	_cleanup_close_ int fd = NO_FD;
	char first = 0;

	if (directory_fd < 0)
		return errno == ENOENT ? 0 : -errno;
	fd = openat(directory_fd, "enforce", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	return read(fd, &first, sizeof(first)) < 0 ? -errno : first;
}

void check_selinux(const char *selinuxfs, struct findings *findings)
{
	int state = state_read(selinuxfs);

	if (state < 0)
		findings_add(findings, SEVERITY_WARNING, SUBJECT, NULL,
			     "is on, and does not say whether it enforces: %s", strerror(-state));
	else if (state == '1')
		findings_add(findings, SEVERITY_ERROR, SUBJECT, MEND,
			     "enforces, which is not supported yet: sshd can jail nobody, and "
			     "refuses who is to be jailed");
	else if (state != 0)
		findings_add(findings, SEVERITY_NOTICE, SUBJECT, NULL,
			     "is on without enforcing: jails work, and to enforce is not "
			     "supported yet");
}
