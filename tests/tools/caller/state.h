/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a process is, as lines of text, and where it is. It must never: open anything after
 * state_begin, so that it also works in a jail and without a free descriptor.
 */
#pragma once

#include <stdbool.h>

#define REPORT_FD 200 /* this and what follows are the tool's own, and no part of the state */
#define STATE_FD  201
#define LAST_FD	  199

/* Opens what later looks need. */
void state_begin(void);

/* All of it; the caller's to free. */
char *state_read(void);

/* Reports what differs but for lines that begin with one of the words of excused, which are
 * separated by commas; NULL for none. Then "same" or "different". */
void state_compare(const char *saved, const char *excused);

/* Reports "outside", "inside confined", or a half state as HALF. saved: from outside. */
void state_where(const char *saved);

/* Reports for each namespace, those of children too, whether it is another one than the saved one.
 * False if none is: then it reports "outside". */
bool state_report_namespaces(const char *saved);
