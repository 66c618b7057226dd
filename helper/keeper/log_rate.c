/* SPDX-License-Identifier: BSD-3-Clause */
/* A bucket of lines; see log_rate.h. */
#include "keeper/log_rate.h"

void log_rate_begin(struct log_rate *rate, int64_t now_ms)
{
	*rate = (struct log_rate){ .left = LOG_RATE_BURST,
				   .filled_ms = now_ms,
				   .tell_ms = INT64_MAX };
}

bool log_rate_take(struct log_rate *rate, int64_t now_ms)
{
	int64_t more = (now_ms - rate->filled_ms) / LOG_RATE_MS;

	if (more + rate->left >= LOG_RATE_BURST) {
		rate->left = LOG_RATE_BURST;
		rate->filled_ms = now_ms;
	} else {
		rate->left += (unsigned int)more;
		rate->filled_ms += more * LOG_RATE_MS;
	}
	if (rate->left == 0)
		return false;
	rate->left--;
	return true;
}

void log_rate_drop(struct log_rate *rate, int64_t now_ms)
{
	if (rate->dropped++ == 0)
		log_rate_tell_later(rate, now_ms);
}

void log_rate_told(struct log_rate *rate)
{
	rate->dropped = 0;
	rate->tell_ms = INT64_MAX;
}

void log_rate_tell_later(struct log_rate *rate, int64_t now_ms)
{
	rate->tell_ms = now_ms + LOG_RATE_TELL_MS;
}
