/* SPDX-License-Identifier: BSD-3-Clause */
/* Places for groups: each once, in order, as many as the kernel takes, and none that is not his. */
#include "ids/idmap_groups.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "ids/id_runs.h"
#include "ids/idmap.h"
#include "shared/request.h"

#define BASE  2000000U
#define COUNT 65536U

static struct idmap take(gid_t own, const gid_t *gids, size_t count)
{
	struct request_group groups[REQUEST_GROUPS] = { { 0 } };
	struct request request = { .group_count = count, .groups = groups };
	struct idmap map = {
		.is_active = true, .uid_base = BASE, .gid_base = BASE, .count = COUNT, .gid = own
	};

	for (size_t i = 0; i < count; i++)
		groups[i].gid = gids[i];
	assert_int_equal(idmap_groups_take(&map, &request), 0);
	return map;
}

static void check_run(const struct idmap *map, size_t index, uint32_t first, uint32_t place,
		      uint32_t count)
{
	assert_true(index < map->group_run_count);
	assert_int_equal(map->group_runs[index].first, first);
	assert_int_equal(map->group_runs[index].place, place);
	assert_int_equal(map->group_runs[index].count, count);
}

static void the_own_group_is_always_there(void **state)
{
	struct idmap map = take(1001, NULL, 0);

	(void)state;
	assert_int_equal(map.group_run_count, 1);
	check_run(&map, 0, 1001, 1001, 1);
	map = take(70000, NULL, 0);
	check_run(&map, 0, 70000, COUNT - 1, 1);
	assert_int_equal(map.groups_left, 0);
}

static void neighbours_are_one_run(void **state)
{
	static const gid_t gids[] = { 5003, 33, 5001, 5002, 33, 200514, 200513, 1001 };
	const struct idmap map = take(1001, gids, 8);

	(void)state;
	assert_int_equal(map.group_run_count, 4);
	check_run(&map, 0, 33, 33, 1);
	check_run(&map, 1, 1001, 1001, 1);
	check_run(&map, 2, 5001, 5001, 3);
	check_run(&map, 3, 200513, 65000 + 200513 % 534, 2);
}

static void places_are_given_once(void **state)
{
	/* Far ones with one place, which a near one has; and the last place, which the own one has.
	 */
	static const gid_t gids[] = { 65100, 534000 + 100, 1068000 + 100, 65535 };
	const struct idmap map = take(70000, gids, 4);

	(void)state;
	assert_int_equal(map.group_run_count, 4);
	check_run(&map, 0, 65100, 65100, 1);
	check_run(&map, 1, 70000, COUNT - 1, 1);
	check_run(&map, 2, 534100, 65101, 1);
	check_run(&map, 3, 1068100, 65102, 1);
	assert_int_equal(map.groups_left, 1);
	assert_int_equal(map.first_left, 65535);
}

/* Whether the text of a mount with these runs is what the kernel takes. */
static void check_text(const struct idmap *map)
{
	const struct id_runs runs = { BASE, COUNT, map->group_runs, map->group_run_count };
	const struct id_spans all = { 1, { { 0, UINT32_MAX } } };
	char text[ID_MAP_TEXT_MAX];
	size_t lines = 0;

	assert_int_equal(id_runs_mount_text(text, &runs, &all), 0);
	for (const char *line = text; *line != '\0'; line++)
		lines += *line == '\n';
	assert_true(lines <= 340);
}

static void as_many_as_the_kernel_takes(void **state)
{
	static const uint32_t firsts[] = { 1, 10000, 4000000, 2100000000U };
	gid_t gids[REQUEST_GROUPS];

	(void)state;
	for (size_t i = 0; i < sizeof(firsts) / sizeof(firsts[0]); i++) {
		struct idmap map;

		for (uint32_t number = 0; number < REQUEST_GROUPS; number++)
			gids[number] = firsts[i] + 2 * number;
		map = take(3000000000U, gids, REQUEST_GROUPS);
		assert_true(map.group_run_count > 60);
		assert_true(map.groups_left == REQUEST_GROUPS - map.group_run_count + 1);
		assert_int_equal(map.first_left, firsts[i] + 2 * (map.group_run_count - 1));
		check_run(&map, map.group_run_count - 1, 3000000000U, COUNT - 1, 1);
		check_text(&map);
	}
	/* Side by side, all of them are one. */
	for (uint32_t number = 0; number < REQUEST_GROUPS; number++)
		gids[number] = 10000 + number;
	assert_int_equal(take(10000, gids, REQUEST_GROUPS).group_run_count, 1);
}

static void only_what_this_namespace_has_is_mapped(void **state)
{
	const struct id_run own = { 1001, 1001, 1 };
	const struct id_runs runs = { 100000, COUNT, &own, 1 };
	const struct id_spans spans = { 2, { { 0, 65536 }, { 100000, 200000 } } };
	char text[ID_MAP_TEXT_MAX];

	(void)state;
	assert_int_equal(id_runs_mount_text(text, &runs, &spans), 0);
	assert_string_equal(text,
			    "0 0 1001\n1001 101001 1\n1002 1002 64534\n165536 165536 34464\n");
}

static void a_group_in_the_range_itself_is_no_hole(void **state)
{
	const struct id_run own = { 100500, 65100, 1 };
	const struct id_runs runs = { 100000, COUNT, &own, 1 };
	const struct id_spans all = { 1, { { 0, UINT32_MAX } } };
	char text[ID_MAP_TEXT_MAX];

	(void)state;
	assert_int_equal(id_runs_mount_text(text, &runs, &all), 0);
	assert_string_equal(text, "0 0 100000\n100500 165100 1\n165536 165536 4294801759\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_own_group_is_always_there),
		cmocka_unit_test(neighbours_are_one_run),
		cmocka_unit_test(places_are_given_once),
		cmocka_unit_test(as_many_as_the_kernel_takes),
		cmocka_unit_test(only_what_this_namespace_has_is_mapped),
		cmocka_unit_test(a_group_in_the_range_itself_is_no_hole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
