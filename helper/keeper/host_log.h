/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The keeper's way to the host's system log (authpriv).
 * It must never: wait for whoever reads there.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define HOST_LOG_NAME	  "pam_nsjail_helper"
#define HOST_LOG_HEAD_MAX 96

/* How a line of a program begins, with a priority of syslog(3); returns the length. */
size_t host_log_head(char head[HOST_LOG_HEAD_MAX], int priority, const char *name);

/*
 * Sends a whole line over a socket for datagrams of AF_UNIX; to a log that starts anew, too. False
 * if it did not take the line: at once, or after what the socket has for that (SO_SNDTIMEO).
 */
bool host_log_send(int fd, const char *line, size_t length, bool at_once);

/* Writes one line with a level of syslog(3), or loses it. */
void host_log(int level, const char *format, ...) __attribute__((format(printf, 2, 3)));
