/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pam_nsjail_helper: from one request to one jail. It is started by pam_nsjail.so with its socket
 * as descriptor HELPER_SOCKET_FD, answers once, and stays on as the jail's keeper.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "login/login.h"
#include "shared/cleanup.h"
#include "state/jail_entry.h"

/*
 * Nothing privileged before the plan and the sources are complete; a jail that is there is joined
 * before anything is opened for another one; its network leads out before anybody is in there; the
 * administrator's programs see a jail that stands; the entry names only a jail that is complete,
 * because others join on it, and its keeper has no privileges by then; the verdict is the last
 * thing, because the caller joins on that. What is started for the keeper is started where the
 * keeper will be; the helper is in the jail's cgroup while it makes init, so that init is born
 * there; the caller comes in when nothing slow is left, and waits for the verdict.
 */
static int (*const steps[])(struct login *) = {
	login_state_check,   login_request_take, login_plan_take,    login_terminal_look,
	login_entry_open,    login_user_lock,	 login_join,	     login_place_take,
	login_stay_prepare,  login_sources_open, login_limits_set,   login_audit_begin,
	login_limits_enter,  login_jail_start,	 login_limits_leave, login_uplink_connect,
	login_hooks_run,     login_caller_limit, login_verdict_fill, login_session_add,
	login_entry_publish,
};

/* Whoever starts it by hand gets what is left of dead keepers removed, and is told so. */
static int sweep_by_hand(void)
{
	int count = jail_entries_sweep();

	if (count < 0)
		(void)fprintf(stderr, "pam_nsjail_helper: %s: %s\n", STATE_DIR, strerror(-count));
	else
		(void)printf("pam_nsjail_helper is started by pam_nsjail.so; entries of dead jails "
			     "removed: %d\n",
			     count);
	return count < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

static bool has_module_socket(void)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	return getsockopt(HELPER_SOCKET_FD, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
	       peer.uid == 0 && fcntl(HELPER_SOCKET_FD, F_SETFD, FD_CLOEXEC) == 0;
}

int main(void)
{
	struct login login = {
		.report = { .socket_fd = HELPER_SOCKET_FD },
		.sources = JAIL_SOURCES_NONE,
		.begin_ms = boottime_ms(),
		.caller_pidfd = NO_FD,
		.terminal_fd = NO_FD,
		.user_lock_fd = NO_FD,
	};
	int outcome = 0;

	if (!has_module_socket())
		return sweep_by_hand();
	/* A path can lead into a pipe: to an automounter that has died (autofs). */
	(void)signal(SIGPIPE, SIG_IGN);
	keeper_init(&login.keeper);
	for (size_t i = 0; outcome == 0 && i < ARRAY_SIZE(steps); i++)
		outcome = steps[i](&login);
	return login_finish(&login, outcome);
}
