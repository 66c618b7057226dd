/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pam_nsjail_audit: writes each event that comes over descriptor 3 to the kernel's audit log, as a
 * message of a trusted application, until the other end is closed. A program of its own, because
 * the helper is static and its keeper has no capabilities; this one keeps CAP_AUDIT_WRITE and
 * nothing else. It must never: write what did not come from there.
 */
#include <errno.h>
#include <libaudit.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define EVENTS_FD 3
#define TEXT_MAX  1024

static int privileges_drop(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = { { 0 } };

	sets[0].permitted = sets[0].effective = 1U << CAP_AUDIT_WRITE;
	for (int i = 0; prctl(PR_CAPBSET_READ, i, 0, 0, 0) >= 0; i++)
		if (prctl(PR_CAPBSET_DROP, i, 0, 0, 0) < 0)
			return -errno;
	if (syscall(SYS_capset, &header, sets) < 0)
		return -errno;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_DUMPABLE, 0) < 0 ? -errno
											   : 0;
}

/* The audit log has a word of its own for success, and a field for what it is about. */
static int event_write(int audit_fd, const char *event)
{
	char text[TEXT_MAX + 32];
	int is_success = strncmp(event, "event=refuse ", strlen("event=refuse ")) != 0;

	(void)snprintf(text, sizeof(text), "op=nsjail %s", event);
	return audit_log_user_message(audit_fd, AUDIT_TRUSTED_APP, text, NULL, NULL, NULL,
				      is_success);
}

/* A kernel without an audit log is no reason to end: nothing is lost that anybody could have. */
int main(void)
{
	int audit_fd = audit_open();
	char event[TEXT_MAX];
	ssize_t length;

	/* Who stops the keeper stops us, too; its last words are still to come. */
	(void)signal(SIGTERM, SIG_IGN);
	(void)signal(SIGHUP, SIG_IGN);
	if (privileges_drop() < 0)
		return EXIT_FAILURE;
	do {
		length = recv(EVENTS_FD, event, sizeof(event) - 1, 0);
		if (length > 0) {
			event[length] = '\0';
			(void)event_write(audit_fd, event);
		}
	} while (length > 0 || (length < 0 && errno == EINTR));
	return EXIT_SUCCESS;
}
