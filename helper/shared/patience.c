/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "shared/patience.h"

#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>

#include "shared/cleanup.h"
#include "shared/message.h"

/* The state stands behind the name, which may hold anything (proc_pid_stat(5)). */
static int state_of(pid_t pid)
{
	_cleanup_close_ int fd = NO_FD;
	char path[32], text[128];
	const char *name_end;
	ssize_t length;

	(void)snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	length = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (length <= 0)
		return '\0';
	text[length] = '\0';
	name_end = strrchr(text, ')');
	return name_end != NULL && name_end[1] == ' ' ? name_end[2] : '\0';
}

/* Who waits for himself, as a unit test does, is at work whenever he looks. */
static bool is_at_work(pid_t pid)
{
	int state = pid <= 0 || pid == getpid() ? '\0' : state_of(pid);

	return state == 'R' || state == 'D';
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int patience_wait(const struct patience *patience, int fd)
{
	struct pollfd item = { .fd = fd, .events = POLLIN };
	int64_t now = boottime_ms();
	int64_t given_up_ms = earlier(now + patience->hang_ms, patience->end_ms);

	for (;;) {
		int64_t left = earlier(given_up_ms - now, PATIENCE_LOOK_MS);
		int ready = poll(&item, 1, left > 0 ? (int)left : 0);

		if (ready > 0)
			return 0;
		if (ready < 0 && errno != EINTR)
			return -errno;
		now = boottime_ms();
		if (ready < 0)
			continue;
		if (now < patience->end_ms && is_at_work(patience->worker)) {
			given_up_ms = earlier(now + patience->hang_ms, patience->end_ms);
			if (patience->tell != NULL)
				patience->tell(patience->tell_data);
		} else if (now >= given_up_ms) {
			return -ETIMEDOUT;
		}
	}
}
