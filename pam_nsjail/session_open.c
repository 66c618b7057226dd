/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "session_open.h"

#include <string.h>
#include <syslog.h>
#include <termios.h>

#include "account_load.h"
#include "arguments.h"
#include "caller_groups.h"
#include "caller_loader.h"
#include "confine.h"
#include "environment.h"
#include "event_log.h"
#include "exchange.h"
#include "helper_start.h"
#include "host_line.h"
#include "jail_entry.h"
#include "keeper_ask.h"
#include "low_fds.h"
#include "pam_log.h"
#include "reason.h"
#include "session_line.h"
#include "session_state.h"
#include "shared/cleanup.h"
#include "shared/patience.h"
#include "shared/request.h"
#include "signals.h"

#define _cleanup_request_ __attribute__((cleanup(request_clear)))

/*
 * Before anything is looked up, in what may be the jail's files. A process that is back from the
 * jail may serve its user again.
 */
static int check_home(struct reason *reason)
{
	struct reason unsaid = { 0 };
	struct namespace_join here;
	int error;

	if (!caller_loader_is_barred())
		return 0;
	namespace_join_init(&here);
	error = namespace_join_prepare(&here, &unsaid);
	namespace_join_clear(&here);
	return error < 0 ? reason_add(reason, 0,
				      "the caller is in a jail, or has closed a session that "
				      "nobody comes back from")
			 : 0;
}

/* The caller's state, or NULL with the cause in reason. */
static struct session_state *prepare_state(pam_handle_t *pamh, const struct arguments *arguments,
					   uint32_t session_id, struct reason *reason)
{
	_cleanup_session_state_ struct session_state *state = NULL;

	if (check_home(reason) < 0)
		return NULL;
	state = session_state_make();
	if (state != NULL)
		state->line = session_line_make(pamh, arguments);
	if (state == NULL || state->line == NULL) {
		(void)reason_add(reason, errno, "no memory for the session");
		return NULL;
	}
	state->line_count = 1;
	state->session_id = session_id;
	if (confine_check_caller(reason) < 0 || namespace_join_prepare(&state->join, reason) < 0)
		return NULL;
	return TAKE_PTR(state);
}

/* What is left of the first user in the process, or kept from him, must not count for another. */
static int check_user(const struct request *request, struct reason *reason)
{
	if (!caller_loader_is_barred() || caller_loader_is_barred_for(request->uid))
		return 0;
	return reason_add(reason, 0, "the caller has had a jailed session of another user");
}

static int fill_request(struct request *request, pam_handle_t *pamh,
			const struct arguments *arguments, uint32_t session_id,
			struct reason *reason)
{
	struct reason doubt = { 0 };
	int error = check_home(reason);

	if (error < 0)
		return error;

	request->session_id = session_id;
	request->is_debug = arguments->is_debug;
	request->is_query = arguments->is_query;
	request->is_audit = arguments->is_audit && !arguments->is_query;
	request->has_terminal = isatty(STDIN_FILENO) == 1;
	request->leads_terminal = request->has_terminal && tcgetsid(STDIN_FILENO) == getpid();
	request->config_path = strdup(arguments->config_path);
	if (request->config_path == NULL)
		return reason_add(reason, ENOMEM, "no memory for the request");
	error = account_load(request, pamh, &doubt, reason);
	if (doubt.text[0] != '\0')
		pam_log_line(pamh, LOG_WARNING, "[%08x] user '%s': %s", session_id, request->user,
			     doubt.text);
	return error < 0 ? error : check_user(request, reason);
}

static void trace(pam_handle_t *pamh, const struct request *request, const struct verdict *verdict)
{
	static const char *const outcomes[] = {
		[VERDICT_REFUSED] = "refused",
		[VERDICT_NOT_JAILED] = "not jailed",
		[VERDICT_JAILED] = "jailed",
		[VERDICT_COVERED] = "would be jailed",
	};

	if (!request->is_debug)
		return;
	pam_log_line(pamh, LOG_DEBUG, "[%08x] user '%s' uid %u with %zu groups, '%s': %s %s",
		     request->session_id, request->user, request->uid, request->group_count,
		     request->config_path, outcomes[verdict->outcome], verdict->entry);
}

static int say_joined(const struct session_state *state, struct reason *reason)
{
	uint8_t word[16];
	ssize_t length = word_encode(MESSAGE_JOINED, word, sizeof(word));
	int error = length < 0 ? (int)length
			       : message_send(state->socket_fd, word, (size_t)length, NULL, 0);

	return error < 0 ? reason_add(reason, -error, "the keeper can not be told") : 0;
}

/* From here on a failure means that the process is, or may be, inside. */
static int go_inside(struct session_state *state, int init_fd, const struct verdict *verdict,
		     const struct request *request, struct reason *reason)
{
	const struct confinement confinement = { verdict, &state->loader, state->uid };
	int error = caller_locale_leave(&state->own_locale);

	if (error < 0)
		return reason_add(reason, -error, "the caller's locale can not be left");
	error = namespace_join_enter(&state->join, init_fd, reason);
	if (error == 0)
		error = namespace_join_become(&state->join, reason);
	if (error == 0 && state->join.is_one_way)
		error = caller_groups_set(&state->groups, reason);
	if (error == 0)
		error = working_directory_enter(&state->directory, request, &state->is_changed,
						reason);
	if (error == 0)
		error = confine_process(&confinement, reason);
	if (error == 0)
		error = say_joined(state, reason);
	return error;
}

/*
 * A process that is wholly in the jail after a failure is no better than a half-jailed one here:
 * the application was told that the session was refused.
 */
static void go_back(pam_handle_t *pamh, struct session_state *state, const struct reason *reason)
{
	if (session_state_leave(pamh, state) == 0 && !state->is_changed)
		return;
	pam_log_line(pamh, LOG_CRIT,
		     "session [%08x]: %s; the jail can not be left again: ending this process",
		     state->session_id, reason->text);
	(void)kill(getpid(), SIGKILL);
	_exit(EXIT_FAILURE);
}

static int join_undisturbed(pam_handle_t *pamh, struct session_state *state, int init_fd,
			    const struct verdict *verdict, const struct request *request,
			    struct reason *reason)
{
	sigset_t kept;
	int error = signals_block(&kept);

	if (error < 0)
		return reason_add(reason, -error, "signals can not be blocked");
	error = go_inside(state, init_fd, verdict, request, reason);
	if (error < 0)
		go_back(pamh, state, reason);
	state->is_open = error == 0;
	signals_restore(&kept);
	return error;
}

/*
 * What needs no verdict, while the keeper or the helper works; once is enough for both. What is
 * wrong with a caller counts only if its user is to be jailed, and a jail that is being made is
 * ended by its own keeper. A query has no state and nothing to look at.
 */
static void look_around(struct session_state *state)
{
	if (state == NULL || state->has_looked)
		return;
	state->has_looked = true;
	state->look_error = inherited_fds_find(&state->inherited, state->join.directory_fd,
					       &state->look_reason);
	if (state->look_error == 0)
		state->look_error = namespace_join_look(&state->join, &state->look_reason);
	state->log_fd = host_line_open();
	if (state->look_error == 0)
		state->look_error = caller_loader_look(&state->loader, &state->look_reason);
	working_directory_look(&state->directory);
}

static int look_recall(const struct session_state *state, struct reason *reason)
{
	return state->look_error == 0 ? 0 : reason_add(reason, 0, "%s", state->look_reason.text);
}

/* What a process that does not come back takes along. */
static int hold_for_one_way(struct session_state *state, struct reason *reason)
{
	int error = empty_root_make(&state->empty_root);

	if (error < 0)
		return reason_add(reason, -error, "the session has no empty root to end in");
	error = caller_groups_get(&state->groups);
	return error < 0 ? reason_add(reason, -error, "the caller's groups") : 0;
}

/*
 * Everything that can fail without harm stands before the join. From the hand-over on the state is
 * the handle's.
 */
static int enter_jail(pam_handle_t *pamh, struct session_state **state_owner, int init_fd,
		      const struct verdict *verdict, const struct request *request,
		      struct reason *reason)
{
	struct session_state *state = *state_owner;
	_cleanup_host_line_ struct host_line line = { .fd = NO_FD };
	int error = look_recall(state, reason);

	line.fd = TAKE_FD(state->log_fd);
	if (error == 0)
		error = namespace_join_hold(&state->join, verdict, reason);
	if (error == 0 && state->join.is_one_way)
		error = hold_for_one_way(state, reason);
	if (error == 0)
		error = environment_set(pamh, request->uid, verdict->has_runtime_dir, reason);
	if (error == 0)
		error = confine_name_service(reason);
	if (error == 0)
		error = inherited_fds_hide(&state->inherited, reason);
	if (error < 0)
		return error;
	memcpy(state->entry, verdict->entry, sizeof(state->entry));
	error = session_state_store(pamh, state);
	if (error < 0)
		return reason_add(reason, -error, "the session can not be kept");
	*state_owner = NULL;
	state->uid = request->uid;
	event_log_open(pamh, state, verdict, request, &line);
	error = join_undisturbed(pamh, state, init_fd, verdict, request, reason);
	if (error < 0) {
		session_state_drop(pamh);
		return error;
	}
	host_line_send(&line);
	namespace_join_settle(&state->join);
	return 0;
}

/* Does what the verdict says. */
static int obey(pam_handle_t *pamh, struct session_state **state_owner, struct helper *helper,
		int init_fd, const struct verdict *verdict, const struct request *request,
		struct reason *reason)
{
	int error;

	switch (verdict->outcome) {
	case VERDICT_NOT_JAILED:
		if (request->uid != 0)
			event_log_unjailed(pamh, request);
		return SESSION_NOT_JAILED;
	case VERDICT_JAILED:
		(*state_owner)->socket_fd = TAKE_FD(helper->socket_fd);
		/* Others may be in that jail by now: it is not ours to end. */
		if (verdict->is_shared)
			helper->end = HELPER_RELEASE;
		error = enter_jail(pamh, state_owner, init_fd, verdict, request, reason);
		if (error < 0)
			return error;
		helper->end = HELPER_RELEASE;
		return SESSION_JAILED;
	case VERDICT_COVERED:
		return reason_add(reason, EBADMSG, "the helper answered what was not asked");
	case VERDICT_REFUSED:
		break;
	}
	return reason_add(reason, 0, "%s", verdict->reason);
}

/*
 * From a keeper of the user's. True if it was the verdict that was asked for; anything else says
 * nothing: that keeper may be hung, dying, or of another plan.
 */
static bool keeper_hear(pam_handle_t *pamh, struct request *request, struct session_state *state,
			struct helper *keeper, struct verdict *ret_verdict, int *ret_init_fd)
{
	enum verdict_outcome wanted = request->is_query ? VERDICT_COVERED : VERDICT_JAILED;
	struct reason unsaid = { 0 };

	/* Whose groups are not known is for the helper to judge; root has no jail. */
	if (request->is_audit || request->group_count == 0 || keeper_ask(keeper, request) < 0)
		return false;
	look_around(state);
	if (exchange_hear(pamh, request, keeper, KEEPER_PATIENCE_MS, ret_verdict, ret_init_fd,
			  &unsaid) == 0 &&
	    ret_verdict->outcome == wanted)
		return true;
	cleanup_close(ret_init_fd);
	*ret_init_fd = NO_FD;
	helper_clear(keeper);
	return false;
}

/* Nothing of a jail's is to be run as root: who is in one asks in vain. */
static bool is_outside(void)
{
	struct namespace_join join;
	struct reason unsaid = { 0 };
	int error;

	namespace_join_init(&join);
	error = namespace_join_prepare(&join, &unsaid);
	namespace_join_clear(&join);
	return error == 0;
}

/* Root has no jail whatever the configuration says, and it is root who mends what is wrong here. */
static int spare_root(pam_handle_t *pamh, const struct request *request, int error,
		      struct reason *reason)
{
	if (request->uid != 0 || !is_outside())
		return error;
	pam_log_line(pamh, LOG_WARNING,
		     "[%08x] user '%s': not jailed, as root never is, for there is no asking: %s",
		     request->session_id, request->user, reason->text);
	*reason = (struct reason){ 0 };
	return SESSION_NOT_JAILED;
}

/* From whoever can give it. */
static int verdict_get(pam_handle_t *pamh, struct request *request, struct session_state *state,
		       struct helper *helper, struct verdict *ret_verdict, int *ret_init_fd,
		       struct reason *reason)
{
	int error;

	if (keeper_hear(pamh, request, state, helper, ret_verdict, ret_init_fd))
		return 0;
	error = helper_start(helper, request, reason);
	if (error < 0)
		return error;
	look_around(state);
	return exchange_hear(pamh, request, helper, HANG_MODULE_MS, ret_verdict, ret_init_fd,
			     reason);
}

/* When it returns a failure the helper is dead, and this process is outside again. */
static int open_with_request(pam_handle_t *pamh, struct request *request,
			     const struct arguments *arguments, uint32_t session_id,
			     struct reason *reason)
{
	/* Released from the last to the first: the socket before the wait for the helper's end. */
	_cleanup_low_fds_ struct low_fds low_fds = { 0 };
	_cleanup_helper_ struct helper helper = HELPER_NONE;
	_cleanup_session_state_ struct session_state *state = NULL;
	_cleanup_close_ int init_fd = NO_FD;
	struct verdict verdict = { 0 };
	int error = low_fds_fill(&low_fds);

	if (error < 0)
		return reason_add(reason, -error, "descriptors 0 to 2");
	state = prepare_state(pamh, arguments, session_id, reason);
	if (state == NULL)
		return -ECANCELED;
	error = fill_request(request, pamh, arguments, session_id, reason);
	if (error < 0)
		return error;
	error = verdict_get(pamh, request, state, &helper, &verdict, &init_fd, reason);
	if (error < 0)
		return spare_root(pamh, request, error, reason);
	trace(pamh, request, &verdict);
	return obey(pamh, &state, &helper, init_fd, &verdict, request, reason);
}

int session_open(pam_handle_t *pamh, const struct arguments *arguments, uint32_t session_id,
		 struct reason *reason)
{
	_cleanup_request_ struct request request = { 0 };
	struct session_state *open_state = session_state_find(pamh);
	int result;

	if (open_state != NULL)
		return session_line_add(pamh, open_state, arguments, reason) < 0 ? -EEXIST
										 : SESSION_JAILED;
	result = open_with_request(pamh, &request, arguments, session_id, reason);
	if (result < 0 && request.user != NULL)
		jail_entry_forget_failed(session_id, request.uid);
	return result;
}

int session_query(pam_handle_t *pamh, const struct arguments *arguments, uint32_t session_id,
		  struct reason *reason)
{
	_cleanup_low_fds_ struct low_fds low_fds = { 0 };
	_cleanup_request_ struct request request = { 0 };
	_cleanup_helper_ struct helper helper = HELPER_NONE;
	_cleanup_close_ int init_fd = NO_FD;
	struct verdict verdict = { 0 };
	const struct session_state *open_state = session_state_find(pamh);
	int error;

	if (open_state != NULL && session_line_is_open(pamh, open_state, arguments))
		return SESSION_JAILED;
	error = low_fds_fill(&low_fds);
	if (error < 0)
		return reason_add(reason, -error, "descriptors 0 to 2");
	error = fill_request(&request, pamh, arguments, session_id, reason);
	if (error < 0)
		return error;
	error = verdict_get(pamh, &request, NULL, &helper, &verdict, &init_fd, reason);
	if (error < 0)
		return spare_root(pamh, &request, error, reason);
	trace(pamh, &request, &verdict);
	if (verdict.outcome == VERDICT_JAILED)
		return reason_add(reason, EBADMSG, "the helper answered what was not asked");
	if (verdict.outcome == VERDICT_REFUSED)
		return reason_add(reason, 0, "%s", verdict.reason);
	return verdict.outcome == VERDICT_COVERED ? SESSION_JAILED : SESSION_NOT_JAILED;
}

int session_audit(pam_handle_t *pamh, const struct arguments *arguments, uint32_t session_id)
{
	struct reason reason = { 0 };
	int result;

	/* What is already so needs no word. */
	if (session_state_find(pamh) != NULL)
		return SESSION_AUDITED;
	result = session_query(pamh, arguments, session_id, &reason);
	if (result == SESSION_NOT_JAILED)
		return result;
	if (!arguments->is_query)
		event_log_audit(pamh, session_id, result < 0 ? &reason : NULL);
	return SESSION_AUDITED;
}
