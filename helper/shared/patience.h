/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How long another process may be waited for: a hang counts, a queue does not. One that runs or
 * waits for a disk (R and D in proc(5)) is at work, and has time up to the end; one that sleeps or
 * is stopped has less.
 * It must never: wait past the end, or take a process that it can not see for one at work.
 */
#pragma once

#include <stdint.h>
#include <sys/types.h>

/*
 * What a login may take as a whole. The helper has less than the module, so that it can say why,
 * and so that nobody joins a jail whose maker is about to be given up.
 */
#define LOGIN_MODULE_MS 60000
#define LOGIN_HELPER_MS 55000

/* And what it may take while nobody is at work: likewise. */
#define HANG_MODULE_MS 10000
#define HANG_HELPER_MS 8000

/* How often the process is looked at. */
#define PATIENCE_LOOK_MS 500

struct patience {
	pid_t worker;	/* 0, or the caller itself: nobody is to be seen at work */
	int hang_ms;	/* how long it may do nothing */
	int64_t end_ms; /* CLOCK_BOOTTIME */
	/* Called at each look that finds the worker at work; may be NULL. */
	void (*tell)(void *data);
	void *tell_data;
};

/* Waits until there is something to read, or the other end is closed. 0, -ETIMEDOUT or -errno. */
int patience_wait(const struct patience *patience, int fd);
