/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What becomes of a line that a tenant sends to /dev/log: pure text.
 * It must never: leave a byte in it that ends a line or moves a terminal, or believe a facility.
 */
#pragma once

#include <stddef.h>

/* The longest text; what is cut ends with "...". */
#define LOG_TEXT_MAX 2048

/* A priority for syslog(3): facility user, the datagram's level, but no higher than LOG_ERR. */
int log_text_priority(const char *datagram, size_t length);

/*
 * The text without priority and date, printable ASCII: every other byte, and the backslash, as
 * \xNN. Ends with a null byte; returns the length.
 */
size_t log_text_make(char text[LOG_TEXT_MAX], const char *datagram, size_t length);
