/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "environment.h"

#include <errno.h>
#include <stdio.h>

#include "reason.h"
#include "shared/cleanup.h"

/*
 * What pam_systemd and its like set: directories, sockets, keys and a session that are not in the
 * jail. pam_krb5, pam_ssh, pam_gnome_keyring and pam_tmpdir set the second half.
 */
static const char *const host_names[] = {
	"XDG_RUNTIME_DIR",
	"DBUS_SESSION_BUS_ADDRESS",
	"XDG_SESSION_ID",
	"XDG_SESSION_TYPE",
	"XDG_SESSION_CLASS",
	"XDG_SESSION_DESKTOP",
	"XDG_SEAT",
	"XDG_VTNR",
	"NOTIFY_SOCKET",
	"LISTEN_FDS",
	"LISTEN_PID",
	"LISTEN_FDNAMES",
	"KRB5CCNAME",
	"SSH_AUTH_SOCK",
	"SSH_AGENT_PID",
	"GNOME_KEYRING_CONTROL",
	"TMPDIR",
	"TMP",
	"TEMP",
	"TEMPDIR",
};

static int put(pam_handle_t *pamh, const char *text, struct reason *reason)
{
	if (pam_putenv(pamh, text) == PAM_SUCCESS)
		return 0;
	return reason_add(reason, ENOMEM, "PAM's environment can not be set");
}

int environment_set(pam_handle_t *pamh, uid_t uid, bool has_runtime_dir, struct reason *reason)
{
	char text[64];
	int error = 0;

	/* libpam logs an error for a name that is not there. */
	for (size_t i = 0; error == 0 && i < ARRAY_SIZE(host_names); i++)
		if (pam_getenv(pamh, host_names[i]) != NULL)
			error = put(pamh, host_names[i], reason);
	if (error < 0 || !has_runtime_dir)
		return error;
	(void)snprintf(text, sizeof(text), "XDG_RUNTIME_DIR=/run/user/%u", uid);
	return put(pamh, text, reason);
}
