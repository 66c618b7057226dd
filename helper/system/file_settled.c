/* SPDX-License-Identifier: BSD-3-Clause */
/* The age from which a file's time is worth something; see file_settled.h. */
#include "system/file_settled.h"

#include <time.h>

/* Coarser than the clock of any file system that keeps owners (ext4 with small inodes: 1 s). */
#define SETTLED_NS UINT64_C(2000000000)

uint64_t file_settled_clock(void)
{
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

bool file_settled_is(uint64_t changed_ns, uint64_t now_ns)
{
	return now_ns >= SETTLED_NS && changed_ns <= now_ns - SETTLED_NS;
}
