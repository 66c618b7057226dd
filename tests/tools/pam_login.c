/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A login without a terminal and without a network: opens a session, runs a command in it as the
 * user, closes it; as often as told, in one process, which must not grow by that.
 * usage: pam_login SERVICE USER ROUNDS [COMMAND]
 * Status 0 if every session was opened and closed, the command succeeded each time, and nothing has
 * grown: what grew, and what failed, is said on standard error.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <security/pam_appl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define WARM_ROUNDS 20	/* until every cache of libc and libpam is filled */
#define GROWTH_KIB  512 /* what malloc may do in between */
/* Before glibc 2.34 __nss_configure_lookup(3) frees nothing, 64 bytes for each of 15 databases. */
#define ROUND_KIB (__GLIBC_PREREQ(2, 34) ? 0 : 1)
#define ENDS_MS	  5000

struct state {
	int fd_count;
	long memory_kib;
};

static int silent(int count, const struct pam_message **messages, struct pam_response **replies,
		  void *data)
{
	(void)messages;
	(void)data;
	*replies = calloc((size_t)count, sizeof(**replies));
	return *replies == NULL ? PAM_BUF_ERR : PAM_SUCCESS;
}

static struct state state_read(void)
{
	struct state state = { 0, 0 };
	DIR *directory = opendir("/proc/self/fd");
	FILE *status = fopen("/proc/self/status", "re");
	char line[256];

	while (directory != NULL && readdir(directory) != NULL)
		state.fd_count++;
	while (status != NULL && fgets(line, sizeof(line), status) != NULL)
		if (strncmp(line, "RssAnon:", 8) == 0)
			state.memory_kib = strtol(line + 8, NULL, 10);
	if (directory != NULL)
		(void)closedir(directory);
	if (status != NULL)
		(void)fclose(status);
	return state;
}

static void become(const struct passwd *account)
{
	if (initgroups(account->pw_name, account->pw_gid) < 0 || setgid(account->pw_gid) < 0 ||
	    setuid(account->pw_uid) < 0 || setenv("HOME", account->pw_dir, 1) < 0)
		_exit(126);
}

static int run(const struct passwd *account, const char *command)
{
	int status = -1;
	pid_t child = fork();

	if (child == 0) {
		become(account);
		(void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	if (child < 0)
		return -1;
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		continue;
	return status;
}

static bool round_run(const char *service, const struct passwd *account, const char *command)
{
	const struct pam_conv conversation = { .conv = silent };
	pam_handle_t *handle = NULL;
	int opened, closed = PAM_SUCCESS, status = 0;

	if (pam_start(service, account->pw_name, &conversation, &handle) != PAM_SUCCESS)
		return false;
	opened = pam_open_session(handle, 0);
	if (opened == PAM_SUCCESS && command != NULL)
		status = run(account, command);
	if (opened == PAM_SUCCESS)
		closed = pam_close_session(handle, 0);
	(void)pam_end(handle, closed);
	if (opened != PAM_SUCCESS || closed != PAM_SUCCESS || status != 0)
		(void)fprintf(stderr, "pam_login: open %d, close %d, command %#x\n", opened, closed,
			      (unsigned int)status);
	return opened == PAM_SUCCESS && closed == PAM_SUCCESS && status == 0;
}

/* Helpers and keepers are our orphans. True once there is none left, if that is soon. */
static bool orphans_end(void)
{
	for (int waited = 0; waited < ENDS_MS; waited += 10) {
		while (waitpid(-1, NULL, WNOHANG) > 0)
			continue;
		if (waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD)
			return true;
		(void)usleep(10 * 1000);
	}
	return false;
}

static bool has_grown(const struct state *before, int rounds)
{
	struct state now = state_read();

	if (now.fd_count <= before->fd_count &&
	    now.memory_kib <= before->memory_kib + GROWTH_KIB + rounds * ROUND_KIB)
		return false;
	(void)fprintf(stderr, "pam_login: from %d to %d descriptors, from %ld to %ld KiB\n",
		      before->fd_count, now.fd_count, before->memory_kib, now.memory_kib);
	return true;
}

int main(int argc, char **argv)
{
	const struct passwd *account = argc > 3 ? getpwnam(argv[2]) : NULL;
	const char *command = argc > 4 ? argv[4] : NULL;
	const struct pam_conv conversation = { .conv = silent };
	struct state before = { 0, 0 };
	pam_handle_t *holder = NULL;
	int rounds = argc > 3 ? atoi(argv[3]) : 0;

	if (account == NULL || rounds <= 0) {
		(void)fputs("usage: pam_login SERVICE USER ROUNDS [COMMAND]\n", stderr);
		return 2;
	}
	if (rounds > WARM_ROUNDS)
		(void)prctl(PR_SET_CHILD_SUBREAPER, 1);
	/* Keeps the modules loaded: after a session none can be. */
	if (pam_start(argv[1], account->pw_name, &conversation, &holder) != PAM_SUCCESS)
		return 1;
	for (int i = 0; i < rounds; i++) {
		if (i == WARM_ROUNDS)
			before = state_read();
		if (!round_run(argv[1], account, command))
			return 1;
		while (rounds > WARM_ROUNDS && waitpid(-1, NULL, WNOHANG) > 0)
			continue;
	}
	if (rounds <= WARM_ROUNDS)
		return 0;
	if (!orphans_end()) {
		(void)fputs("pam_login: helpers or keepers are left\n", stderr);
		return 1;
	}
	return has_grown(&before, rounds) ? 1 : 0;
}
