/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ids of the host that a jail has places for, and the texts of the maps that follow from them
 * (user_namespaces(7)).
 * It must never: map an id of the host to anything but a place of the range, or to itself outside.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* What the kernel takes: one write(2) of less than the smallest page. */
#define ID_MAP_TEXT_MAX 4096

/* So many ids of the host from first on, and where in the range they are. */
struct id_run {
	uint32_t first, place, count;
};

/* A range, and those ids of the host that are in it: in order, no two overlapping. */
struct id_runs {
	uint32_t base, count;
	const struct id_run *runs;
	size_t run_count;
};

/* Ids that can be mapped at all: those of the user namespace that this process is in. */
#define ID_SPANS_MAX 16
struct id_spans {
	size_t count;
	struct {
		uint32_t first, end;
	} spans[ID_SPANS_MAX];
};

/* From "/proc/self/uid_map" or gid_map. 0 or -errno. */
int id_spans_read(struct id_spans *ret_spans, const char *path);

/*
 * The map of a mount: the runs are in the range, and every other id is what it is on the host,
 * where the jail has nobody who is it. What lies in the range, but for the runs, is not mapped. 0,
 * or -E2BIG: it does not fit.
 */
int id_runs_mount_text(char text[ID_MAP_TEXT_MAX], const struct id_runs *runs,
		       const struct id_spans *spans);

/* How much of such a text a run takes at most that follows an id of the host, with what is between.
 */
size_t id_run_length(const struct id_run *run, uint32_t base, uint32_t cursor);

/* A line of a map at the end of text. 0, or -E2BIG. */
int id_map_line(char text[ID_MAP_TEXT_MAX], uint32_t first, uint32_t lower, uint32_t count);
