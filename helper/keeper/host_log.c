/* SPDX-License-Identifier: BSD-3-Clause */
/* One datagram to /dev/log; see host_log.h. */
#include "keeper/host_log.h"

#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>

#include "shared/cleanup.h"

#define LINE_MAX_BYTES 2048

/* As syslog(3) writes it, which would wait for a reader that has stopped. */
size_t host_log_head(char head[HOST_LOG_HEAD_MAX], int priority, const char *name)
{
	time_t now = time(NULL);
	struct tm parts;
	char date[32] = "";

	if (localtime_r(&now, &parts) != NULL)
		(void)strftime(date, sizeof(date), "%h %e %T", &parts);
	return (size_t)snprintf(head, HOST_LOG_HEAD_MAX, "<%d>%s %s[%d]: ", priority, date, name,
				getpid());
}

bool host_log_send(int fd, const char *line, size_t length, bool at_once)
{
	const struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "/dev/log" };
	int flags = MSG_NOSIGNAL | (at_once ? MSG_DONTWAIT : 0);

	return sendto(fd, line, length, flags, (const struct sockaddr *)&address,
		      sizeof(address)) >= 0;
}

static void clean(char *text)
{
	for (; *text != '\0'; text++)
		if (*text < ' ' || *text > '~')
			*text = '?';
}

void host_log(int level, const char *format, ...)
{
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	char line[LINE_MAX_BYTES];
	size_t head = host_log_head(line, LOG_AUTHPRIV | level, HOST_LOG_NAME);
	va_list values;

	va_start(values, format);
	(void)vsnprintf(line + head, sizeof(line) - head, format, values);
	va_end(values);
	clean(line + head);
	if (fd >= 0)
		(void)host_log_send(fd, line, strlen(line), true);
}
