/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "session_state.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <syslog.h>

#include "jail_entry.h"
#include "pam_log.h"
#include "reason.h"
#include "shared/cleanup.h"
#include "signals.h"

#define DATA_NAME "pam_nsjail_session"
#define MARK_SIZE 4096 /* the kernel rounds up */

#define CLOSE_TIMEOUT_MS 2000 /* a keeper that is not stopped needs a fraction of one */

/*
 * Not a pid number: a child in the jail's pid namespace may well have the number that the opener
 * has on the host.
 */
static char *make_owner_mark(void)
{
	char *mark =
		mmap(NULL, MARK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int error;

	if (mark == MAP_FAILED)
		return NULL;
	if (madvise(mark, MARK_SIZE, MADV_WIPEONFORK) < 0) {
		error = errno;
		(void)munmap(mark, MARK_SIZE);
		errno = error;
		return NULL;
	}
	*mark = 1;
	return mark;
}

struct session_state *session_state_make(void)
{
	_cleanup_session_state_ struct session_state *state = calloc(1, sizeof(*state));

	if (state == NULL)
		return NULL;
	state->socket_fd = state->log_fd = NO_FD;
	state->begin_ms = boottime_ms();
	namespace_join_init(&state->join);
	empty_root_init(&state->empty_root);
	state->owner_mark = make_owner_mark();
	return state->owner_mark == NULL ? NULL : TAKE_PTR(state);
}

void session_state_free(struct session_state *state)
{
	if (state == NULL)
		return;
	cleanup_close(&state->socket_fd);
	cleanup_close(&state->log_fd);
	namespace_join_clear(&state->join);
	empty_root_clear(&state->empty_root);
	caller_groups_clear(&state->groups);
	inherited_fds_clear(&state->inherited);
	working_directory_clear(&state->directory);
	free(state->line);
	if (state->owner_mark != NULL)
		(void)munmap(state->owner_mark, MARK_SIZE);
	free(state);
}

void session_state_cleanup(struct session_state **state)
{
	session_state_free(*state);
}

bool session_state_is_owned(const struct session_state *state)
{
	return *state->owner_mark == 1;
}

struct session_state *session_state_find(pam_handle_t *pamh)
{
	const void *data = NULL;

	if (pam_get_data(pamh, DATA_NAME, &data) != PAM_SUCCESS)
		return NULL;
	return (struct session_state *)(uintptr_t)data;
}

__attribute__((noreturn)) static void
end_process(pam_handle_t *pamh, const struct session_state *state, const char *what)
{
	pam_log_line(pamh, LOG_CRIT, "session [%08x]: %s", state->session_id, what);
	(void)kill(getpid(), SIGKILL);
	_exit(EXIT_FAILURE);
}

/*
 * What the process decides on from here on, for another user perhaps, must not be the tenant's: his
 * pam.d, his shadow. Whoever can not be shut out of them must not go on.
 */
static void shut_tree(pam_handle_t *pamh, const struct session_state *state)
{
	sigset_t kept;

	if (signals_block(&kept) < 0 || empty_root_enter(&state->empty_root) < 0)
		end_process(pamh, state, "the jail's files can not be left: ending this process");
	signals_restore(&kept);
}

/*
 * Only pam_close_session(3) leads out: an application that ends the handle before its user's work
 * is done, as Samba does, would do that work outside. With this the way out is gone.
 */
static void leave_open(pam_handle_t *pamh, const struct session_state *state)
{
	pam_log_line(pamh, LOG_WARNING,
		     "pam_nsjail: session [%08x]: pam_end(3) without pam_close_session(3): this "
		     "process stays "
		     "in the jail",
		     state->session_id);
	if (state->join.is_one_way)
		shut_tree(pamh, state);
}

/*
 * libpam's word that the handle ends, or that the state is replaced. PAM_DATA_SILENT says that this
 * is a forked child, which must not be noticed; the mark says so where the application forgot to.
 */
static void release(pam_handle_t *pamh, void *data, int status)
{
	struct session_state *state = data;

	if (state == NULL)
		return;
	if (state->is_open && (status & PAM_DATA_SILENT) == 0 && session_state_is_owned(state))
		leave_open(pamh, state);
	session_state_free(state);
}

int session_state_store(pam_handle_t *pamh, struct session_state *state)
{
	return pam_set_data(pamh, DATA_NAME, state, release) == PAM_SUCCESS ? 0 : -ENOMEM;
}

void session_state_drop(pam_handle_t *pamh)
{
	/* Can not fail: the name is there, so libpam need not allocate. */
	(void)pam_set_data(pamh, DATA_NAME, NULL, NULL);
}

int session_state_leave(pam_handle_t *pamh, struct session_state *state)
{
	int error = namespace_join_leave(&state->join);

	if (error == 0) {
		caller_locale_restore(&state->own_locale);
		working_directory_return(&state->directory);
	}
	if (error == 0 || namespace_join_is_inside(&state->join))
		return error;
	end_process(pamh, state, "the way out of the jail failed half-way: ending this process");
}

/* -errno of message_send: is nobody left at the other end? */
static bool is_keeper_gone(int error)
{
	return error == -EPIPE || error == -ECONNRESET || error == -ECONNREFUSED;
}

static int send_closed(const struct session_state *state)
{
	uint8_t word[16];
	ssize_t length = word_encode(MESSAGE_CLOSED, word, sizeof(word));

	if (length < 0)
		return (int)length;
	return message_send(state->socket_fd, word, (size_t)length, NULL, 0);
}

/*
 * The keeper hangs up when the caller is back in its own cgroup, where a child that it starts next
 * is not ended with the jail; and when the session counts no more. init's end is not waited for.
 */
static int await_hang_up(int socket_fd)
{
	int64_t deadline_ms = boottime_ms() + CLOSE_TIMEOUT_MS;
	int fds[MESSAGE_FDS_MAX];
	uint8_t buffer[64];
	ssize_t length;

	do {
		length = message_receive(socket_fd, buffer, sizeof(buffer), fds, deadline_ms);
		for (size_t i = 0; i < MESSAGE_FDS_MAX; i++)
			cleanup_close(&fds[i]);
	} while (length > 0);
	return length == -ETIMEDOUT ? -ETIMEDOUT : 0;
}

static int leave_undisturbed(pam_handle_t *pamh, struct session_state *state)
{
	sigset_t kept;
	int error = signals_block(&kept);

	if (error < 0)
		return error;
	error = session_state_leave(pamh, state);
	signals_restore(&kept);
	return error;
}

int session_state_close(pam_handle_t *pamh, struct session_state *state, struct reason *reason)
{
	/* From a user namespace nobody comes back, and nothing of the host's can be removed. */
	bool stays = state->join.is_one_way;
	int error = stays ? 0 : leave_undisturbed(pamh, state);
	int told;

	/* The keeper hears of it later: whoever can not leave needs a jail that lives. */
	if (error < 0)
		return reason_add(reason, -error, "the jail can not be left");
	if (stays)
		shut_tree(pamh, state);
	state->is_open = false;
	told = send_closed(state);
	if (told == 0)
		told = await_hang_up(state->socket_fd);
	if (is_keeper_gone(told) && !stays)
		jail_entry_forget(state->entry);
	else if (told < 0 && !is_keeper_gone(told))
		pam_log_line(pamh, LOG_WARNING,
			     "session [%08x]: the keeper does not let go of it: %s",
			     state->session_id, strerrordesc_np(-told));
	return 0;
}
