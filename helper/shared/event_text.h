/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the system log tells programs of an event: "event=NAME key=value ...", in which every value
 * is one word, whatever it came from. It must never: let a value end its word or begin another key.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "shared/request.h"

#define EVENT_TEXT_MAX 1024

struct event_text {
	const char *event; /* open, join, unjailed, enter, refuse, close, end */
	uint32_t session_id;
	bool has_session;
	const char *user, *service, *tty, *rhost, *jail; /* NULL: left out */
	uid_t uid;
	bool has_uid;
	size_t namespace_count;
	const struct namespace_id *namespaces; /* their inodes */
	int64_t begin_ms;		       /* CLOCK_BOOTTIME: tells how long it has taken */
};

/*
 * Writes the text. Bytes that are no letter, digit or one of -._:@/+,% become \xNN, an empty value
 * "-"; a value that is too long is cut.
 */
void event_text_make(char text[EVENT_TEXT_MAX], const struct event_text *event);
