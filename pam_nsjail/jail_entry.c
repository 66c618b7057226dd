/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "jail_entry.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "pam_log.h"
#include "shared/cleanup.h"
#include "shared/safe_path.h"

#define JAILS_DIRECTORY STATE_DIR "/jails"

static int forget(const char *name)
{
	_cleanup_close_ int directory_fd = safe_path_open(JAILS_DIRECTORY, NULL);

	if (directory_fd < 0)
		return directory_fd;
	return unlinkat(directory_fd, name, 0) < 0 ? -errno : 0;
}

void jail_entry_forget(pam_handle_t *pamh, uint32_t session_id, const char *name)
{
	int error;

	if (name[0] == '\0' || name[0] == '.' || strchr(name, '/') != NULL)
		return;
	error = forget(name);
	if (error < 0 && error != -ENOENT)
		pam_log_line(pamh, LOG_WARNING, "session [%08x]: '%s/%s' can not be removed: %s",
			     session_id, JAILS_DIRECTORY, name, strerrordesc_np(-error));
}

void jail_entry_forget_failed(pam_handle_t *pamh, uint32_t session_id, uid_t uid)
{
	char name[32];

	(void)snprintf(name, sizeof(name), "%u-%08x", uid, session_id);
	jail_entry_forget(pamh, session_id, name);
}
