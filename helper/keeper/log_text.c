/* SPDX-License-Identifier: BSD-3-Clause */
/* Lines of tenants; see log_text.h. */
#include "keeper/log_text.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#define PRIORITY_DIGITS 3
#define ESCAPE_SIZE	4
#define MORE		"..."

/* How syslog(3) writes a date: a letter, a digit or space, or the very byte. */
static const char date_form[] = "aaa dd dd:dd:dd ";

/* The length of "<NUMBER>", or 0. */
static size_t priority_length(const char *datagram, size_t length)
{
	size_t i = 1;

	while (i < length && i <= PRIORITY_DIGITS && isdigit((unsigned char)datagram[i]))
		i++;
	return i > 1 && i < length && datagram[0] == '<' && datagram[i] == '>' ? i + 1 : 0;
}

int log_text_priority(const char *datagram, size_t length)
{
	size_t end = priority_length(datagram, length);
	int level = LOG_NOTICE;

	if (end > 0) {
		level = 0;
		for (size_t i = 1; i < end - 1; i++)
			level = level * 10 + (datagram[i] - '0');
		level = LOG_PRI(level);
	}
	/* More than that is shouted at all terminals, or wakes the administrator. */
	return LOG_USER | (level < LOG_ERR ? LOG_ERR : level);
}

static bool has_form(char form, unsigned char byte)
{
	if (form == 'a')
		return isalpha(byte) != 0;
	return form == 'd' ? isdigit(byte) != 0 || byte == ' ' : byte == (unsigned char)form;
}

static size_t date_length(const char *text, size_t length)
{
	const size_t size = sizeof(date_form) - 1;

	if (length < size)
		return 0;
	for (size_t i = 0; i < size; i++)
		if (!has_form(date_form[i], (unsigned char)text[i]))
			return 0;
	return size;
}

static size_t byte_write(char *text, unsigned char byte)
{
	if (byte >= ' ' && byte <= '~' && byte != '\\') {
		*text = (char)byte;
		return 1;
	}
	return (size_t)snprintf(text, ESCAPE_SIZE + 1, "\\x%02x", byte);
}

size_t log_text_make(char text[LOG_TEXT_MAX], const char *datagram, size_t length)
{
	size_t begin = priority_length(datagram, length);
	size_t used = 0;

	begin += date_length(datagram + begin, length - begin);
	while (length > begin && (datagram[length - 1] == '\n' || datagram[length - 1] == '\0'))
		length--;
	for (size_t i = begin; i < length; i++) {
		if (used + ESCAPE_SIZE + sizeof(MORE) > LOG_TEXT_MAX) {
			(void)memcpy(text + used, MORE, sizeof(MORE));
			return used + strlen(MORE);
		}
		used += byte_write(text + used, (unsigned char)datagram[i]);
	}
	text[used] = '\0';
	return used;
}
