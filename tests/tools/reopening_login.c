/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A stand-in for login(1) of util-linux: opens a session on the terminal that is its standard
 * input, and its child opens that terminal once more by the path that it had before, to lead it.
 * usage: reopening_login SERVICE USER COMMAND
 * It must never: be found by that service with other words than util-linux' own.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <security/pam_appl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

static int said(int count, const struct pam_message **messages, struct pam_response **replies,
		void *data)
{
	(void)data;
	*replies = calloc((size_t)count, sizeof(**replies));
	for (int i = 0; i < count; i++)
		(void)printf("%s\n", messages[i]->msg);
	return *replies == NULL ? PAM_BUF_ERR : PAM_SUCCESS;
}

static void terminal_open(const char *path)
{
	int fd = open(path, O_RDWR | O_NONBLOCK);

	if (fd < 0) {
		(void)printf("FATAL: can't reopen tty: %s\n", strerror(errno));
		_exit(1);
	}
	(void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
	for (int i = 0; i < 3; i++)
		(void)dup2(fd, i);
	(void)ioctl(0, TIOCSCTTY, 1);
}

static void child_main(const struct passwd *account, const char *path, const char *command)
{
	(void)setsid();
	terminal_open(path);
	if (initgroups(account->pw_name, account->pw_gid) < 0 || setgid(account->pw_gid) < 0 ||
	    setuid(account->pw_uid) < 0)
		_exit(126);
	(void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

static int session_run(pam_handle_t *handle, const struct passwd *account, const char *path,
		       const char *command)
{
	int status = -1;
	pid_t child;

	if (pam_set_item(handle, PAM_TTY, path) != PAM_SUCCESS ||
	    pam_open_session(handle, 0) != PAM_SUCCESS)
		return EXIT_FAILURE;
	(void)fflush(stdout);
	child = fork();
	if (child == 0)
		child_main(account, path, command);
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		continue;
	return pam_close_session(handle, 0) == PAM_SUCCESS && status == 0 ? EXIT_SUCCESS
									  : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	const struct pam_conv conversation = { .conv = said };
	const struct passwd *account = argc == 4 ? getpwnam(argv[2]) : NULL;
	const char *found = ttyname(STDIN_FILENO);
	char *path = found == NULL ? NULL : strdup(found);
	pam_handle_t *handle = NULL;
	int result;

	if (account == NULL || path == NULL)
		return 2;
	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	(void)printf("at %s\n", path);
	if (pam_start(argv[1], account->pw_name, &conversation, &handle) != PAM_SUCCESS)
		return 2;
	result = session_run(handle, account, path, argv[3]);
	(void)pam_end(handle, PAM_SUCCESS);
	free(path);
	(void)printf("ended with %d\n", result);
	return result;
}
