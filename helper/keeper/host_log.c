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

#define HEAD_MAX       96
#define LINE_MAX_BYTES 2048

/* As syslog(3) writes it, which would wait for a reader that has stopped. */
static size_t head_write(char *line, int level)
{
	time_t now = time(NULL);
	struct tm parts;
	char date[32] = "";

	if (localtime_r(&now, &parts) != NULL)
		(void)strftime(date, sizeof(date), "%h %e %T", &parts);
	return (size_t)snprintf(line, HEAD_MAX,
				"<%d>%s pam_nsjail_helper[%d]: ", LOG_AUTHPRIV | level, date,
				getpid());
}

static void clean(char *text)
{
	for (; *text != '\0'; text++)
		if (*text < ' ' || *text > '~')
			*text = '?';
}

void host_log(int level, const char *format, ...)
{
	const struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "/dev/log" };
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	char line[LINE_MAX_BYTES];
	size_t head = head_write(line, level);
	va_list values;

	va_start(values, format);
	(void)vsnprintf(line + head, sizeof(line) - head, format, values);
	va_end(values);
	clean(line + head);
	if (fd >= 0)
		(void)sendto(fd, line, strlen(line), MSG_NOSIGNAL,
			     (const struct sockaddr *)&address, sizeof(address));
}
