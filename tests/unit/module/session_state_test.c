/* SPDX-License-Identifier: BSD-3-Clause */
/* The state between open and close: whose it is, and that a forked child leaves it alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "session_state.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/cleanup.h"

/* What libpam keeps for a module, which it lets nobody but a module ask for. */
struct kept_data {
	void *data;
	void (*cleanup)(pam_handle_t *pamh, void *data, int status);
};

static struct kept_data kept;

/* Any address will do: nobody looks behind it. */
static pam_handle_t *handle(void)
{
	return (pam_handle_t *)(void *)&kept;
}

int pam_set_data(pam_handle_t *pamh, const char *name, void *data,
		 void (*cleanup)(pam_handle_t *pamh, void *data, int status))
{
	assert_string_equal(name, "pam_nsjail_session");
	if (kept.cleanup != NULL)
		kept.cleanup(pamh, kept.data, PAM_DATA_REPLACE);
	kept = (struct kept_data){ data, cleanup };
	return PAM_SUCCESS;
}

int pam_get_data(const pam_handle_t *pamh, const char *name, const void **data)
{
	(void)pamh;
	assert_string_equal(name, "pam_nsjail_session");
	*data = kept.data;
	return kept.data == NULL ? PAM_NO_MODULE_DATA : PAM_SUCCESS;
}

/* pam_end(3) */
static void handle_end(int status)
{
	kept.cleanup(handle(), kept.data, status);
	kept = (struct kept_data){ NULL, NULL };
}

/* A state that is stored and open, as after a join; the test keeps the keeper's end. */
static int open_state(void)
{
	struct session_state *state = session_state_make();
	int ends[2];

	assert_non_null(state);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
	state->socket_fd = ends[0];
	state->is_open = true;
	assert_int_equal(session_state_store(handle(), state), 0);
	return ends[1];
}

static bool is_silent(int keeper_end)
{
	char byte;

	return recv(keeper_end, &byte, 1, MSG_DONTWAIT) == 0;
}

static void a_fork_does_not_own_it(void **state)
{
	struct session_state *session = session_state_make();
	int status = -1;
	pid_t pid;

	(void)state;
	assert_non_null(session);
	assert_true(session_state_is_owned(session));
	pid = fork();
	if (pid == 0)
		_exit(session_state_is_owned(session) ? 1 : 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_true(session_state_is_owned(session));
	session_state_free(session);
}

static void the_handle_keeps_it(void **state)
{
	struct session_state *session = session_state_make();

	(void)state;
	assert_null(session_state_find(handle()));
	assert_non_null(session);
	assert_int_equal(session_state_store(handle(), session), 0);
	assert_ptr_equal(session_state_find(handle()), session);
	session_state_drop(handle());
	assert_null(session_state_find(handle()));
}

static void a_silent_end_says_nothing(void **state)
{
	_cleanup_close_ int keeper_end = open_state();

	(void)state;
	handle_end(PAM_SUCCESS | PAM_DATA_SILENT);
	assert_true(is_silent(keeper_end));
}

/* An application that forgets PAM_DATA_SILENT in its child must not end the session either. */
static void a_child_says_nothing(void **state)
{
	_cleanup_close_ int keeper_end = open_state();
	struct session_state *session = session_state_find(handle());
	int status = -1;
	pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		handle_end(PAM_SUCCESS);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	session->is_open = false;
	session_state_drop(handle());
	assert_true(is_silent(keeper_end));
}

/* The session is not over: only pam_close_session(3) ends one. */
static void an_end_without_a_close_says_nothing(void **state)
{
	_cleanup_close_ int keeper_end = open_state();

	(void)state;
	handle_end(PAM_SUCCESS);
	assert_true(is_silent(keeper_end));
}

static int end_in_child(bool has_root)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		struct session_state *session;

		(void)open_state();
		session = session_state_find(handle());
		session->join.is_one_way = true;
		if (has_root && empty_root_make(&session->empty_root) < 0)
			_exit(1);
		handle_end(PAM_SUCCESS);
		_exit(access("/etc", F_OK) < 0 && errno == ENOENT ? 0 : 2);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
}

/* In a user namespace the tenant's files go out of sight, or the process must not go on. */
static void who_can_not_leave_sees_nothing_more(void **state)
{
	(void)state;
	if (geteuid() != 0) {
		print_message("skipped: needs root to make a mount\n");
		skip();
	}
	assert_int_equal(end_in_child(true), 0);
	assert_int_equal(end_in_child(false), SIGKILL);
}

/* Plays the keeper: takes the word, and has something to do before it hangs up. */
static void keeper_play(int keeper_end, int done_fd)
{
	uint8_t word[64];

	assert_true(recv(keeper_end, word, sizeof(word), 0) > 0);
	(void)poll(NULL, 0, 300);
	assert_int_equal(write(done_fd, "", 1), 1);
}

/* What the keeper does before it hangs up has been done when the close ends. */
static void a_close_waits_for_the_keeper(void **state)
{
	int keeper_end = open_state();
	struct reason reason = { 0 };
	char byte;
	int done[2];
	pid_t pid;

	(void)state;
	assert_int_equal(pipe2(done, O_CLOEXEC | O_NONBLOCK), 0);
	pid = fork();
	if (pid == 0) {
		session_state_find(handle())->is_open = false;
		keeper_play(keeper_end, done[1]);
		_exit(0);
	}
	(void)close(keeper_end);
	assert_int_equal(session_state_close(handle(), session_state_find(handle()), &reason), 0);
	assert_int_equal(read(done[0], &byte, 1), 1);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	session_state_drop(handle());
	(void)close(done[0]);
	(void)close(done[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fork_does_not_own_it),
		cmocka_unit_test(the_handle_keeps_it),
		cmocka_unit_test(a_silent_end_says_nothing),
		cmocka_unit_test(a_child_says_nothing),
		cmocka_unit_test(an_end_without_a_close_says_nothing),
		cmocka_unit_test(who_can_not_leave_sees_nothing_more),
		cmocka_unit_test(a_close_waits_for_the_keeper),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
