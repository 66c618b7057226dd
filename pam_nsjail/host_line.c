/* SPDX-License-Identifier: BSD-3-Clause */
/* The form of syslog(3)'s lines, and its socket; what it promises stands in the header. */
#include "host_line.h"

#include <security/pam_ext.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "shared/cleanup.h"

#define LOG_PATH "/dev/log"

/* Of ctime(3)'s "Mon Nov 30 11:53:24 2026": month, day and time. */
#define DATE_BEGIN 4
#define DATE_SIZE  15

int host_line_open(void)
{
	const struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = LOG_PATH };
	const struct timeval patience = { .tv_sec = 2 };
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience)) < 0)
		return NO_FD;
	return TAKE_FD(fd);
}

void host_line_prepare(struct host_line *line, const pam_handle_t *pamh, int level,
		       const char *message)
{
	const void *service = NULL;
	time_t now = time(NULL);
	char date[32], name[16] = "";
	int length;

	if (line->fd < 0 || ctime_r(&now, date) == NULL ||
	    pam_get_item(pamh, PAM_SERVICE, &service) != PAM_SUCCESS) {
		host_line_cleanup(line);
		pam_syslog(pamh, level, "%s", message);
		return;
	}
	(void)prctl(PR_GET_NAME, name, 0, 0, 0);
	length = snprintf(line->text, sizeof(line->text),
			  "<%d>%.*s %s[%d]: pam_nsjail(%s:session): %s", LOG_AUTHPRIV | level,
			  DATE_SIZE, date + DATE_BEGIN, name, (int)getpid(), (const char *)service,
			  message);
	line->length = length < 0 ? 0 : (size_t)length;
	if (line->length >= sizeof(line->text))
		line->length = sizeof(line->text) - 1;
}

void host_line_send(struct host_line *line)
{
	if (line->fd >= 0)
		(void)send(line->fd, line->text, line->length, MSG_NOSIGNAL);
	host_line_cleanup(line);
}

void host_line_cleanup(struct host_line *line)
{
	cleanup_close(&line->fd);
	line->fd = NO_FD;
}
