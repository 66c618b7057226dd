/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What sshd or su do, and nothing else: opens a PAM session in a process of its own, runs a program
 * as the user in it, closes the session; COUNT times. What PAM has to say goes to standard output.
 * usage: logins [-r] SERVICE USER COUNT [PROGRAM ARGUMENT...]
 * With -r the program runs as root in the jail, as if a setuid program there had worked.
 * One login ends with the program's status, or with 254 if it was refused; more end with 0 if none
 * was, and "N opened, M refused" is printed.
 */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <security/pam_appl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define STATUS_REFUSED 254 /* as sshd has it */
#define STATUS_BROKEN  253 /* what must not happen in any test */

static bool is_root_kept;

static int converse(int count, const struct pam_message **messages, struct pam_response **responses,
		    void *data)
{
	(void)data;
	for (int i = 0; i < count; i++)
		puts(messages[i]->msg);
	(void)fflush(stdout);
	*responses = calloc((size_t)count, sizeof(**responses));
	return *responses == NULL ? PAM_BUF_ERR : PAM_SUCCESS;
}

/* The groups come from the host, as sshd does it before it opens the session. */
_Noreturn static void run_program(const struct passwd *account, char **program)
{
	clearenv();
	(void)setenv("PATH", "/usr/local/bin:/usr/bin:/bin", 1);
	(void)setenv("HOME", account->pw_dir, 1);
	(void)setenv("USER", account->pw_name, 1);
	(void)setenv("LOGNAME", account->pw_name, 1);
	if (!is_root_kept && (setgid(account->pw_gid) < 0 || setuid(account->pw_uid) < 0))
		_exit(STATUS_BROKEN);
	if (chdir(account->pw_dir) < 0 && chdir("/") < 0)
		_exit(STATUS_BROKEN);
	(void)execv(program[0], program);
	perror(program[0]);
	_exit(127);
}

static int program_status(const struct passwd *account, char **program)
{
	int status;
	pid_t child;

	if (program[0] == NULL)
		return 0;
	child = fork();
	if (child == 0)
		run_program(account, program);
	if (child < 0 || waitpid(child, &status, 0) != child)
		return STATUS_BROKEN;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Where he says that he comes from. */
static void items_set(pam_handle_t *pamh)
{
	static const struct {
		const char *variable;
		int item;
	} items[] = { { "LOGINS_TTY", PAM_TTY }, { "LOGINS_RHOST", PAM_RHOST } };

	for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++)
		if (getenv(items[i].variable) != NULL)
			(void)pam_set_item(pamh, items[i].item, getenv(items[i].variable));
}

static int login_once(const char *service, const struct passwd *account, char **program)
{
	const struct pam_conv conversation = { .conv = converse };
	pam_handle_t *pamh = NULL;
	int status = STATUS_REFUSED;

	if (initgroups(account->pw_name, account->pw_gid) < 0 ||
	    pam_start(service, account->pw_name, &conversation, &pamh) != PAM_SUCCESS)
		return STATUS_BROKEN;
	items_set(pamh);
	if (pam_open_session(pamh, 0) == PAM_SUCCESS) {
		status = program_status(account, program);
		if (pam_close_session(pamh, 0) != PAM_SUCCESS)
			status = STATUS_BROKEN;
	}
	(void)pam_end(pamh, PAM_SUCCESS);
	return status;
}

/* A session changes its process for good, so each login has one of its own. */
static int login_apart(const char *service, const struct passwd *account, char **program)
{
	pid_t child = fork();
	int status;

	if (child == 0)
		_exit(login_once(service, account, program));
	if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
		return STATUS_BROKEN;
	return WEXITSTATUS(status);
}

int main(int argc, char **argv)
{
	const struct passwd *account;
	long count, opened = 0, refused = 0;

	is_root_kept = argc > 1 && strcmp(argv[1], "-r") == 0;
	argc -= is_root_kept;
	argv += is_root_kept;
	account = argc < 4 ? NULL : getpwnam(argv[2]);
	count = argc < 4 ? 0 : strtol(argv[3], NULL, 10);
	if (account == NULL) {
		fputs("usage: logins [-r] SERVICE USER COUNT [PROGRAM ARGUMENT...]\n", stderr);
		return 2;
	}
	if (count == 1)
		return login_apart(argv[1], account, argv + 4);
	for (long i = 0; i < count; i++) {
		int status = login_apart(argv[1], account, argv + 4);

		opened += status == 0;
		refused += status == STATUS_REFUSED;
	}
	printf("%ld opened, %ld refused\n", opened, refused);
	return opened == count ? 0 : 1;
}
