/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Many live jails, each with a caller as sshd is one:
 *
 *   hold SERVICE USER COUNT
 *
 * Opens COUNT sessions, each in a process of its own, says "ready" and waits for the end of
 * standard input. Then all log out at the same time, and when callers, keepers and jails are gone
 * it prints the milliseconds that it took.
 */
#include <errno.h>
#include <fcntl.h>
#include <security/pam_appl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int silent(int count, const struct pam_message **messages, struct pam_response **ret,
		  void *data)
{
	(void)messages;
	(void)data;
	*ret = calloc((size_t)count, sizeof(**ret));
	return *ret == NULL ? PAM_CONV_ERR : PAM_SUCCESS;
}

/* From the login to the logout, which is the end of the pipe. */
static int session(const char *service, const char *user, int told, int end)
{
	const struct pam_conv conversation = { silent, NULL };
	pam_handle_t *pamh = NULL;
	char byte = 0;

	if (pam_start(service, user, &conversation, &pamh) != PAM_SUCCESS ||
	    pam_open_session(pamh, PAM_SILENT) != PAM_SUCCESS)
		return EXIT_FAILURE;
	if (write(told, &byte, 1) != 1)
		return EXIT_FAILURE;
	(void)close(told);
	(void)!read(end, &byte, 1);
	(void)pam_close_session(pamh, PAM_SILENT);
	(void)pam_end(pamh, PAM_SUCCESS);
	return EXIT_SUCCESS;
}

static int session_begin(const char *service, const char *user, const int end[2])
{
	int told[2], length;
	char byte;
	pid_t pid;

	if (pipe2(told, O_CLOEXEC) < 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		(void)close(told[0]);
		(void)close(end[1]);
		_exit(session(service, user, told[1], end[0]));
	}
	(void)close(told[1]);
	length = (int)read(told[0], &byte, 1);
	(void)close(told[0]);
	return pid > 0 && length == 1 ? 0 : -1;
}

static double now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

int main(int argc, char **argv)
{
	int end[2], byte;
	double begin;

	if (argc != 4 || pipe2(end, O_CLOEXEC) < 0) {
		(void)fputs("usage: hold SERVICE USER COUNT\n", stderr);
		return 2;
	}
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1);
	for (int i = 0; i < atoi(argv[3]); i++)
		if (session_begin(argv[1], argv[2], end) < 0) {
			(void)fprintf(stderr, "hold: session %d was not opened\n", i + 1);
			return EXIT_FAILURE;
		}
	(void)puts("ready");
	(void)fflush(stdout);
	while ((byte = getchar()) != EOF)
		continue;
	begin = now_ms();
	(void)close(end[1]);
	while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
		continue;
	(void)printf("%.0f\n", now_ms() - begin);
	return EXIT_SUCCESS;
}
