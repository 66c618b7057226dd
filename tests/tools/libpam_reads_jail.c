/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A PAM module that stands before ours, as libpam-krb5 does: at close and when credentials are
 * deleted it reads /etc/reads_jail.conf, which is the jail's by then, loads the library that is
 * named there, and says how that went. It must never: have an opinion on who comes in.
 */
#include <dlfcn.h>
#include <security/pam_modules.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#define CONFIG "/etc/reads_jail.conf"

#pragma GCC visibility push(default)

static void read_and_load(const char *when)
{
	FILE *file = fopen(CONFIG, "re");
	char path[256] = "";

	if (file == NULL)
		return;
	if (fgets(path, sizeof(path), file) != NULL)
		path[strcspn(path, "\n")] = '\0';
	(void)fclose(file);
	if (dlopen(path, RTLD_NOW) != NULL)
		syslog(LOG_AUTHPRIV | LOG_NOTICE, "at %s: '%s' is loaded", when, path);
	else
		syslog(LOG_AUTHPRIV | LOG_NOTICE, "at %s: %s", when, dlerror());
}

int pam_sm_authenticate(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)pamh, (void)flags, (void)argc, (void)argv;
	return PAM_IGNORE;
}

int pam_sm_setcred(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)pamh, (void)argc, (void)argv;
	if (((unsigned int)flags & PAM_DELETE_CRED) != 0)
		read_and_load("setcred");
	return PAM_IGNORE;
}

int pam_sm_open_session(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)pamh, (void)flags, (void)argc, (void)argv;
	return PAM_IGNORE;
}

int pam_sm_close_session(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)pamh, (void)flags, (void)argc, (void)argv;
	read_and_load("close");
	return PAM_IGNORE;
}

#pragma GCC visibility pop
