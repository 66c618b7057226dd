/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * etc/nsjail.conf as it is delivered says of every key what the helper's table says: its name, its
 * place and its default; and each of its examples is one that the helper takes.
 */
#include "config/config_keys.h"

#include <ctype.h>
#include <stdbool.h>

#include "config/config_check.h"
#include "config/config_file.h"
#include "config/plan_make.h"
#include "config_fixture.h"
#include "plan/jail_plan.h"
#include "shared/request.h"

#define SHIPPED "etc/nsjail.conf"

static char *lines[512];
static size_t line_count;

/* cmocka programs run in the root of the sources. */
static int lines_read(void **state)
{
	FILE *stream = fopen(SHIPPED, "re");
	size_t size = 0;

	(void)state;
	if (stream == NULL)
		return -1;
	while (line_count < ARRAY_SIZE(lines) && getline(&lines[line_count], &size, stream) > 0) {
		lines[line_count][strcspn(lines[line_count], "\n")] = '\0';
		line_count++;
		size = 0;
	}
	(void)fclose(stream);
	return place_make(state);
}

/* "#key = value": a key that is commented out, with the blank behind '=' left out if it is empty.
 */
static bool line_is_key(const char *line, char *key, size_t size, const char **ret_value)
{
	size_t length;

	if (line[0] != '#' || !islower((unsigned char)line[1]))
		return false;
	line++;
	length = strspn(line, "abcdefghijklmnopqrstuvwxyz_");
	if (length >= size || strncmp(line + length, " =", 2) != 0)
		return false;
	memcpy(key, line, length);
	key[length] = '\0';
	line += length + 2;
	*ret_value = line + (*line == ' ');
	return true;
}

static bool line_begins_section(const char *line)
{
	return line[0] == '#' && line[1] == '[';
}

/* The first part of the file: up to the examples. */
static size_t reference_end(void)
{
	size_t i = 0;

	while (i < line_count && !line_begins_section(lines[i]))
		i++;
	return i;
}

static void has_every_key_with_its_default_in_order(void **state)
{
	const struct config_key *expected = config_keys;

	(void)state;
	for (size_t i = 0; i < reference_end(); i++) {
		char key[64];
		const char *value;

		if (!line_is_key(lines[i], key, sizeof(key), &value))
			continue;
		assert_non_null(expected->name);
		assert_string_equal(key, expected->name);
		assert_string_equal(value, expected->fallback == NULL ? "" : expected->fallback);
		expected++;
	}
	/* None is missing at the end. */
	assert_null(expected->name);
}

/* Each has some words above it: the key before has ended, and a comment stands between. */
static void explains_every_key(void **state)
{
	bool is_explained = false;

	(void)state;
	for (size_t i = 0; i < reference_end(); i++) {
		char key[64];
		const char *value;

		if (line_is_key(lines[i], key, sizeof(key), &value)) {
			if (!is_explained)
				print_error("key '%s' is not explained\n", key);
			assert_true(is_explained);
		} else if (lines[i][0] == '\0') {
			is_explained = false;
		} else {
			is_explained = lines[i][0] == '#' && lines[i][1] == ' ';
			continue;
		}
		/* Keys of one paragraph are explained together. */
		is_explained = is_explained && lines[i][0] != '\0';
	}
}

static void jails_nobody_as_it_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < line_count; i++)
		assert_true(lines[i][0] == '#' || lines[i][0] == '\0' ||
			    strcmp(lines[i], "[default]") == 0);
}

/* One example: from its section to the next blank line, with the '#' taken away. */
static size_t example_write(size_t line)
{
	FILE *stream = fopen(PLACE "/example.conf", "we");

	assert_non_null(stream);
	for (; line < line_count && lines[line][0] == '#'; line++)
		(void)fprintf(stream, "%s\n", lines[line] + 1);
	assert_int_equal(fclose(stream), 0);
	return line;
}

/* Whoever is of the first group that a section names, or of none. */
static void example_plan(const struct config_file *file)
{
	const char *name = "";
	bool has_group = config_section_kind(&file->sections[0], &name) == SECTION_GROUP;
	char user[] = "eve", home[] = "/home/eve", shell[] = "/bin/sh", empty[] = "";
	char path[] = PLACE "/example.conf";
	struct request_group group = { 5001, strdup(has_group ? name : "others") };
	struct request request = { .uid = 1003,
				   .gid = 5001,
				   .config_path = path,
				   .user = user,
				   .gecos = empty,
				   .home = home,
				   .shell = shell,
				   .service = empty,
				   .tty = empty,
				   .rhost = empty,
				   .group_count = 1,
				   .groups = &group };
	struct report report = quiet_report();
	struct jail_plan plan = { 0 };

	assert_int_equal(plan_make(&plan, &request, &report), 0);
	assert_string_equal(report.text, "");
	assert_true(plan.is_jailed);
	jail_plan_clear(&plan);
	free(group.name);
}

static void every_example_is_a_plan(void **state)
{
	size_t count = 0;

	(void)state;
	for (size_t i = reference_end(); i < line_count; i++) {
		struct config_file file = { 0 };
		struct report report = quiet_report();

		if (!line_begins_section(lines[i]))
			continue;
		i = example_write(i);
		assert_int_equal(config_file_read(&file, PLACE "/example.conf", &report), 0);
		config_check(&file, NULL, &report);
		assert_string_equal(report.text, "");
		/* A whole set-up, with somebody who is treated in another way. */
		assert_true(file.section_count > 1);
		example_plan(&file);
		config_file_clear(&file);
		count++;
	}
	assert_int_equal(count, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(has_every_key_with_its_default_in_order),
		cmocka_unit_test(explains_every_key),
		cmocka_unit_test(jails_nobody_as_it_is),
		PLACE_TEST(every_example_is_a_plan),
	};

	return cmocka_run_group_tests(tests, lines_read, NULL);
}
