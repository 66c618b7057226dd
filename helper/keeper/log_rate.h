/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How many lines a jail may bring into the host's log, and how many it could not.
 * It must never: forget one that was dropped before somebody was told.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define LOG_RATE_BURST	 200 /* lines at once */
#define LOG_RATE_MS	 50  /* for each more */
#define LOG_RATE_TELL_MS 1000

struct log_rate {
	unsigned int left;
	int64_t filled_ms;
	uint64_t dropped; /* since it was told */
	int64_t tell_ms;  /* when it is to be told; INT64_MAX: nothing is */
};

/* All at once, as for a new jail. */
void log_rate_begin(struct log_rate *rate, int64_t now_ms);

/* True if there is one more; it is taken. */
bool log_rate_take(struct log_rate *rate, int64_t now_ms);

/* One line was dropped, for whatever reason. */
void log_rate_drop(struct log_rate *rate, int64_t now_ms);

/* What was dropped has been told, or is to be told later. */
void log_rate_told(struct log_rate *rate);
void log_rate_tell_later(struct log_rate *rate, int64_t now_ms);
