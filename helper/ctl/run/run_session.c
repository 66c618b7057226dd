/* SPDX-License-Identifier: BSD-3-Clause */
/* One session from its beginning to its end; see run_session.h. */
#include "ctl/run/run_session.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>

#include "account.h"
#include "ctl/command/command.h"
#include "ctl/output/printable.h"
#include "ctl/run/run_stack.h"
#include "ctl/session/session_program.h"
#include "ctl/why/why_log.h"
#include "reason.h"
#include "shared/cleanup.h"
#include "shared/request.h"

#define LOG_PATIENCE_MS 500 /* what a line may take to the journal */

#define _cleanup_request_ __attribute__((cleanup(request_clear)))

static int fault(const char *what, const char *reason)
{
	(void)fprintf(stderr, "nsjailctl run: %s: ", what);
	printable_write(stderr, reason);
	(void)fputc('\n', stderr);
	return RUN_STATUS_NONE;
}

static void note_id(char id[WHY_ID_SIZE], const char *message)
{
	const char *found = strstr(message, "(id ");

	if (found != NULL && why_id_is_valid(found + 4, WHY_ID_SIZE - 1))
		(void)snprintf(id, WHY_ID_SIZE, "%s", found + 4);
}

/* PAM's words go to standard error; the id of a refusal is kept. There is nobody to answer. */
static int converse(int count, const struct pam_message **messages, struct pam_response **responses,
		    void *data)
{
	*responses = calloc((size_t)count, sizeof(**responses));
	if (*responses == NULL)
		return PAM_BUF_ERR;
	for (int i = 0; i < count; i++) {
		if (messages[i]->msg_style != PAM_ERROR_MSG &&
		    messages[i]->msg_style != PAM_TEXT_INFO) {
			free(*responses);
			*responses = NULL;
			return PAM_CONV_ERR;
		}
		printable_write(stderr, messages[i]->msg);
		(void)fputc('\n', stderr);
		note_id(data, messages[i]->msg);
	}
	return PAM_SUCCESS;
}

/* The root of this process: a jail's is another mount. 0 if it can not be told. */
static uint64_t root_mount(void)
{
	struct statx status;

	return statx(AT_FDCWD, "/", 0, STATX_MNT_ID, &status) == 0 &&
			       (status.stx_mask & STATX_MNT_ID) != 0
		       ? status.stx_mnt_id
		       : 0;
}

/* The module has told the log why, and the user nothing but an id. */
static int explain(const char *id, const char *log_path, pam_handle_t *pamh, int result)
{
	for (int waited = 0; id[0] != '\0' && waited < LOG_PATIENCE_MS; waited += 100) {
		_cleanup_free_ char *line = why_log_find(id, log_path);

		if (line != NULL) {
			why_write(stderr, line);
			return RUN_STATUS_NONE;
		}
		(void)poll(NULL, 0, 100);
	}
	/* A stack of modules that all have nothing to say is no permission. */
	if (id[0] == '\0' && result == PAM_PERM_DENIED)
		return fault("no session", "the user is not jailed");
	return fault("no session", pam_strerror(pamh, result));
}

static int opened_run(const struct run_session *session, const struct request *request,
		      pam_handle_t *pamh, uint64_t outer_root)
{
	uint64_t inner_root = root_mount();
	char **environment;
	int status;

	if (outer_root == 0 || inner_root == 0 || inner_root == outer_root)
		return fault("no program is run", "the session was opened without a jail");
	environment = pam_getenvlist(pamh);
	status = session_program_run(&(struct session_program){ .command = "run",
								.request = request,
								.arguments = session->program,
								.environment = environment,
								.tool_fd = NO_FD,
								.socket_fd = session->socket_fd,
								.files = session->files });
	for (size_t i = 0; environment != NULL && environment[i] != NULL; i++)
		free(environment[i]);
	free(environment);
	return status;
}

static int stack_run(const struct run_session *session, const struct request *request)
{
	char id[WHY_ID_SIZE] = "";
	const struct pam_conv conversation = { .conv = converse, .appdata_ptr = id };
	uint64_t outer_root = root_mount();
	pam_handle_t *pamh = NULL;
	int result, status;

	if (run_stack_start(&pamh, session->options, request->user, &conversation) < 0)
		return RUN_STATUS_NONE;
	result = pam_open_session(pamh, 0);
	if (result == PAM_SUCCESS) {
		status = opened_run(session, request, pamh, outer_root);
		result = pam_close_session(pamh, 0);
	} else {
		status = explain(id, session->options->log_path, pamh, result);
	}
	(void)pam_end(pamh, result);
	return status;
}

int run_session(const struct run_session *session)
{
	_cleanup_request_ struct request request = { 0 };
	struct reason reason = { 0 };

	if (account_find(&request, session->user, &reason) < 0)
		return fault("no account", reason.text);
	return stack_run(session, &request);
}
