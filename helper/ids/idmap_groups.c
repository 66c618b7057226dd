/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "ids/idmap_groups.h"

#include <stdlib.h>

#include "ids/idmap.h"
#include "shared/cleanup.h"
#include "shared/request.h"

/* For the lines behind the last group, and for that of the user's own if it is far. */
#define TEXT_RESERVE 256

struct taking {
	struct idmap *map;
	uint32_t cursor; /* behind the last one */
	size_t text_length;
	bool is_used[IDMAP_FAR_COUNT];
};

static int gid_compare(const void *one, const void *other)
{
	const gid_t *a = one, *b = other;

	return (*a > *b) - (*a < *b);
}

/* In order, each once; the array is the caller's. */
static gid_t *gids_list(const struct request *request, gid_t own, size_t *ret_count)
{
	gid_t *gids = calloc(request->group_count + 1, sizeof(*gids));
	size_t count = 0;

	if (gids == NULL)
		return NULL;
	for (size_t i = 0; i < request->group_count; i++)
		gids[i] = request->groups[i].gid;
	gids[request->group_count] = own;
	qsort(gids, request->group_count + 1, sizeof(*gids), gid_compare);
	for (size_t i = 0; i <= request->group_count; i++)
		if (count == 0 || gids[i] != gids[count - 1])
			gids[count++] = gids[i];
	*ret_count = count;
	return gids;
}

/* By its number, so that it stays where it is when others come and go; else the next free one. */
static uint32_t far_place(const struct taking *taking, gid_t gid)
{
	for (uint32_t i = 0; i < IDMAP_FAR_COUNT; i++) {
		uint32_t number = (gid % IDMAP_FAR_COUNT + i) % IDMAP_FAR_COUNT;

		if (!taking->is_used[number])
			return IDMAP_FAR_FIRST + number;
	}
	return IDMAP_NO_PLACE;
}

static uint32_t place_find(const struct taking *taking, gid_t gid)
{
	const struct idmap *map = taking->map;
	uint32_t last = map->count - 1;

	if (gid >= map->count)
		return gid == map->gid ? last : far_place(taking, gid);
	return gid == last && map->gid > last ? IDMAP_NO_PLACE : gid;
}

/* Runs begin anew where places may be lent to far groups. */
static bool is_next(const struct id_run *run, gid_t gid, uint32_t place)
{
	return gid == run->first + run->count && place == run->place + run->count &&
	       place != IDMAP_FAR_FIRST && place != IDMAP_FAR_FIRST + IDMAP_FAR_COUNT;
}

static bool run_add(struct taking *taking, const struct id_run *run, bool is_own)
{
	struct idmap *map = taking->map;
	size_t length = id_run_length(run, map->gid_base, taking->cursor);

	if (!is_own && (map->group_run_count >= IDMAP_GROUP_RUNS - 1 ||
			taking->text_length + length > ID_MAP_TEXT_MAX - TEXT_RESERVE))
		return false;
	taking->text_length += length;
	map->group_runs[map->group_run_count++] = *run;
	return true;
}

static bool gid_take(struct taking *taking, gid_t gid)
{
	struct idmap *map = taking->map;
	struct id_run run = { gid, place_find(taking, gid), 1 };
	size_t count = map->group_run_count;

	if (run.place == IDMAP_NO_PLACE)
		return false;
	if (count > 0 && is_next(&map->group_runs[count - 1], gid, run.place))
		map->group_runs[count - 1].count++;
	else if (!run_add(taking, &run, gid == map->gid))
		return false;
	if (run.place >= IDMAP_FAR_FIRST && run.place < IDMAP_FAR_FIRST + IDMAP_FAR_COUNT)
		taking->is_used[run.place - IDMAP_FAR_FIRST] = true;
	taking->cursor = gid + 1;
	return true;
}

int idmap_groups_take(struct idmap *map, const struct request *request)
{
	struct taking taking = { .map = map };
	_cleanup_free_ gid_t *gids = NULL;
	size_t count = 0;

	map->group_run_count = map->groups_left = 0;
	gids = gids_list(request, map->gid, &count);
	if (gids == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		if (!gid_take(&taking, gids[i]) && map->groups_left++ == 0)
			map->first_left = gids[i];
	return 0;
}

size_t idmap_groups_missing(const struct idmap *map, const struct request *request)
{
	size_t count = 0;

	for (size_t i = 0; i < request->group_count; i++)
		count += idmap_has_gid(map, request->groups[i].gid) ? 0 : 1;
	return count;
}
