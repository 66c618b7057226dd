/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "ids/id_runs.h"

#include <string.h>

#include "shared/cleanup.h"

#define LINE "%u %u %u\n"

int id_spans_read(struct id_spans *ret_spans, const char *path)
{
	_cleanup_fclose_ FILE *file = fopen(path, "re");
	unsigned int first, lower, count;

	ret_spans->count = 0;
	if (file == NULL)
		return -errno;
	/* NOLINTNEXTLINE(cert-err34-c): the kernel's own numbers */
	while (ret_spans->count < ID_SPANS_MAX && fscanf(file, LINE, &first, &lower, &count) == 3) {
		ret_spans->spans[ret_spans->count].first = first;
		ret_spans->spans[ret_spans->count++].end = first + count;
	}
	return ferror(file) != 0 ? -EIO : 0;
}

int id_map_line(char text[ID_MAP_TEXT_MAX], uint32_t first, uint32_t lower, uint32_t count)
{
	size_t used = strlen(text), room = ID_MAP_TEXT_MAX - used;
	int length;

	if (count == 0)
		return 0;
	length = snprintf(text + used, room, LINE, first, lower, count);
	return length < 0 || (size_t)length >= room ? -E2BIG : 0;
}

static uint32_t larger(uint32_t one, uint32_t other)
{
	return one > other ? one : other;
}

static uint32_t smaller(uint32_t one, uint32_t other)
{
	return one < other ? one : other;
}

/* From first to before end, as they are. */
static int same_write(char text[ID_MAP_TEXT_MAX], uint32_t first, uint32_t end,
		      const struct id_spans *spans)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < spans->count; i++) {
		uint32_t begin = larger(first, spans->spans[i].first);
		uint32_t stop = smaller(end, spans->spans[i].end);

		if (begin < stop)
			error = id_map_line(text, begin, begin, stop - begin);
	}
	return error;
}

/* The same, but for the range: what the runs leave of it is nobody's. */
static int others_write(char text[ID_MAP_TEXT_MAX], uint32_t first, uint32_t end,
			const struct id_runs *runs, const struct id_spans *spans)
{
	int error = same_write(text, first, smaller(end, runs->base), spans);

	if (error < 0)
		return error;
	return same_write(text, larger(first, runs->base + runs->count), end, spans);
}

int id_runs_mount_text(char text[ID_MAP_TEXT_MAX], const struct id_runs *runs,
		       const struct id_spans *spans)
{
	uint32_t cursor = 0;
	int error = 0;

	text[0] = '\0';
	for (size_t i = 0; error == 0 && i < runs->run_count; i++) {
		const struct id_run *run = &runs->runs[i];

		error = others_write(text, cursor, run->first, runs, spans);
		if (error == 0)
			error = id_map_line(text, run->first, runs->base + run->place, run->count);
		cursor = run->first + run->count;
	}
	/* The last number is no id. */
	return error < 0 ? error : others_write(text, cursor, UINT32_MAX, runs, spans);
}

size_t id_run_length(const struct id_run *run, uint32_t base, uint32_t cursor)
{
	int between = snprintf(NULL, 0, LINE, cursor, cursor, run->first - cursor);
	int own = snprintf(NULL, 0, LINE, run->first, base + run->place, run->count);

	return (size_t)between + (size_t)own;
}
