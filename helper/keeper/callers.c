/* SPDX-License-Identifier: BSD-3-Clause */
/* Who has to end with a jail; see callers.h. */
#include "keeper/callers.h"

#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <syslog.h>

#include "keeper/host_log.h"
#include "shared/cleanup.h"
#include "shared/message.h"
#include "system/fd_kind.h"

int callers_reserve(struct callers *callers, size_t count)
{
	struct caller *list;

	if (count <= callers->capacity)
		return 0;
	list = reallocarray(callers->list, count, sizeof(*list));
	if (list == NULL)
		return -ENOMEM;
	callers->list = list;
	callers->capacity = count;
	return 0;
}

void callers_add(struct callers *callers, int pidfd, uint32_t session_id)
{
	callers->list[callers->count++] = (struct caller){
		.pidfd = pidfd, .deadline_ms = boottime_ms() + CALLERS_MS, .session_id = session_id
	};
}

bool callers_is_one(int own_pidfd, pid_t *known, pid_t pid, int pidfd)
{
	uint64_t id = pidfd < 0 ? 0 : fd_kind_process_id(pidfd);

	if (id != 0)
		return fd_kind_process_id(own_pidfd) == id;
	if (*known <= 0)
		*known = fd_kind_process(own_pidfd);
	/* The number is the caller's for as long as it lives. */
	return *known == pid && fd_kind_process(own_pidfd) == pid &&
	       (pidfd < 0 || fd_kind_process(pidfd) == pid);
}

bool callers_have(struct callers *callers, pid_t pid, int pidfd)
{
	for (size_t i = 0; i < callers->count; i++)
		if (callers_is_one(callers->list[i].pidfd, &callers->list[i].pid, pid, pidfd))
			return true;
	return false;
}

static bool has_ended(const struct caller *caller)
{
	struct pollfd watched = { .fd = caller->pidfd, .events = POLLIN };

	return poll(&watched, 1, 0) > 0;
}

void callers_prune(struct callers *callers)
{
	size_t kept = 0;

	for (size_t i = 0; i < callers->count; i++) {
		if (has_ended(&callers->list[i]))
			cleanup_close(&callers->list[i].pidfd);
		else
			callers->list[kept++] = callers->list[i];
	}
	callers->count = kept;
}

int64_t callers_deadline(const struct callers *callers)
{
	int64_t first = INT64_MAX;

	for (size_t i = 0; i < callers->count; i++)
		if (callers->list[i].deadline_ms < first)
			first = callers->list[i].deadline_ms;
	return first;
}

/* Once: it may take a while to end, or have become somebody whom we can not end. */
static void caller_kill(struct caller *caller, const char *when)
{
	bool was_killed = caller->deadline_ms == INT64_MAX;

	caller->deadline_ms = INT64_MAX;
	if (was_killed || has_ended(caller))
		return;
	if (pidfd_send_signal(caller->pidfd, SIGKILL, NULL, 0) == 0)
		host_log(LOG_WARNING,
			 "session [%08" PRIx32 "]: its process did not end with the %s: killed",
			 caller->session_id, when);
}

void callers_kill_late(struct callers *callers)
{
	int64_t now = boottime_ms();

	for (size_t i = 0; i < callers->count; i++)
		if (callers->list[i].deadline_ms <= now)
			caller_kill(&callers->list[i], "session");
}

void callers_kill(struct callers *callers)
{
	for (size_t i = 0; i < callers->count; i++)
		caller_kill(&callers->list[i], "jail");
}

void callers_clear(struct callers *callers)
{
	for (size_t i = 0; i < callers->count; i++)
		cleanup_close(&callers->list[i].pidfd);
	free(callers->list);
	*callers = (struct callers){ 0 };
}
