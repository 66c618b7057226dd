/* SPDX-License-Identifier: BSD-3-Clause */
/* What may be in a configuration file, and what file it may be. Needs root: it makes files of
 * others. */
#include "config/config_check.h"
#include "config/config_file.h"
#include "config/config_text.h"

#include <errno.h>
#include <ini_configobj.h>
#include <sys/sysmacros.h>
#include <time.h>

#include "config_fixture.h"

/* Reads bytes as a file; the report must be exactly text. */
static void expect_report(const char *bytes, size_t length, const char *text)
{
	struct report report = quiet_report();
	struct config_file file = { 0 };

	write_bytes(CONF, bytes, length);
	assert_int_equal(config_file_read(&file, CONF, &report), 0);
	assert_string_equal(report.text, text);
	config_file_clear(&file);
}

#define EXPECT_REPORT(bytes, text) expect_report(bytes, sizeof(bytes) - 1, text)

static void expect_refusal(const char *path, int error, const char *text)
{
	struct report report = quiet_report();
	struct config_file file = { 0 };

	assert_int_equal(config_file_read(&file, path, &report), error);
	assert_string_equal(report.text, text);
	assert_null(file.sections);
}

static void expect_entry(const struct config_entry *entry, const char *key, const char *text,
			 unsigned int line)
{
	assert_string_equal(entry->key, key);
	assert_string_equal(entry->text, text);
	assert_int_equal(entry->line, line);
}

static void keeps_order_and_lines(void **state)
{
	struct report report = quiet_report();
	struct config_file file = { 0 };

	(void)state;
	write_text(CONF, "# a comment\n\n[z]\nb=1\nc =  two words \t\n; another\nb = 3\n  \t\n"
			 "[ group a b ]\n[user Bob]\nempty =\nlong = x # no comment \\\nB = \"q\"");
	assert_int_equal(config_file_read(&file, CONF, &report), 0);
	assert_int_equal(report.error_count, 0);
	assert_string_equal(file.path, CONF);
	assert_int_equal(file.section_count, 3);
	assert_string_equal(file.sections[0].name, "z");
	assert_int_equal(file.sections[0].line, 3);
	assert_int_equal(file.sections[0].entry_count, 3);
	expect_entry(&file.sections[0].entries[0], "b", "1", 4);
	expect_entry(&file.sections[0].entries[1], "c", "two words", 5);
	expect_entry(&file.sections[0].entries[2], "b", "3", 7);
	assert_string_equal(file.sections[1].name, "group a b");
	assert_int_equal(file.sections[1].line, 9);
	assert_int_equal(file.sections[1].entry_count, 0);
	assert_string_equal(file.sections[2].name, "user Bob");
	expect_entry(&file.sections[2].entries[0], "empty", "", 11);
	expect_entry(&file.sections[2].entries[1], "long", "x # no comment \\", 12);
	expect_entry(&file.sections[2].entries[2], "B", "\"q\"", 13);
	config_file_clear(&file);
	assert_null(file.path);
}

static void keeps_repeated_keys_apart(void **state)
{
	struct report report = quiet_report();
	struct config_file file = { 0 };

	(void)state;
	write_text(CONF, "[a]\nbind = 1\nx = 2\nBIND = 3\nbind = 4\nx = 5\n");
	assert_int_equal(config_file_read(&file, CONF, &report), 0);
	assert_int_equal(file.sections[0].entry_count, 5);
	expect_entry(&file.sections[0].entries[0], "bind", "1", 2);
	expect_entry(&file.sections[0].entries[1], "x", "2", 3);
	expect_entry(&file.sections[0].entries[2], "BIND", "3", 4);
	expect_entry(&file.sections[0].entries[3], "bind", "4", 5);
	expect_entry(&file.sections[0].entries[4], "x", "5", 6);
	config_file_clear(&file);
}

static void reads_what_is_empty(void **state)
{
	(void)state;
	EXPECT_REPORT("", "");
	EXPECT_REPORT("\n", "");
	EXPECT_REPORT("# no section\n; at all", "");
	EXPECT_REPORT("[default]", "");
	EXPECT_REPORT("[default]\nk = no newline at the end", "");
}

static void refuses_odd_text(void **state)
{
	(void)state;
	EXPECT_REPORT("[a]\nk = x\0y\n", CONF ":2: NUL byte");
	EXPECT_REPORT("[a]\nk = x\n\0", CONF ":3: NUL byte");
	EXPECT_REPORT("# c\r\n[a]\nk = x\r\n",
		      CONF ":1: carriage return (lines must end with a newline alone); " CONF
			   ":3: carriage return (lines must end with a newline alone)");
	EXPECT_REPORT("\xef\xbb\xbf[a]\nk = x\n", CONF ":1: byte order mark");
	EXPECT_REPORT("[a]\nk = \033[31m\n", CONF ":2: control byte");
	EXPECT_REPORT("[a]\nk = \x7f\n", CONF ":2: control byte");
	EXPECT_REPORT("[a]\nk = \xff\n", CONF ":2: invalid UTF-8");
	EXPECT_REPORT("\n[a\xc0\xaf]\nk = v\n", CONF ":2: invalid UTF-8");
}

static void tells_characters_from_bytes(void **state)
{
	static const char *const valid[] = { "\xc2\x80",	 "\xdf\xbf",	    "\xe0\xa0\x80",
					     "\xed\x9f\xbf",	 "\xee\x80\x80",    "\xef\xbf\xbf",
					     "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf" };
	/* Lone and missing followers, short forms spelled long, surrogates, beyond U+10FFFF. */
	static const char *const invalid[] = {
		"\x80",
		"\xbf",
		"\xc3",
		"\xe2\x82",
		"\xf0\x9f\x98",
		"\xc0\x80",
		"\xc1\xbf",
		"\xe0\x9f\xbf",
		"\xf0\x8f\xbf\xbf",
		"\xed\xa0\x80",
		"\xed\xbf\xbf",
		"\xf4\x90\x80\x80",
		"\xf8\x88\x80\x80",
		"\xfe",
		"\xc3(",
	};
	char text[64];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(valid); i++) {
		(void)snprintf(text, sizeof(text), "[a]\nk = %s\n", valid[i]);
		expect_report(text, strlen(text), "");
	}
	for (size_t i = 0; i < ARRAY_SIZE(invalid); i++) {
		(void)snprintf(text, sizeof(text), "[a]\nk = %s\n", invalid[i]);
		expect_report(text, strlen(text), CONF ":2: invalid UTF-8");
	}
}

static void limits_lines(void **state)
{
	static char text[CONFIG_LINE_MAX + 64];
	int start = snprintf(text, sizeof(text), "[a]\n");

	(void)state;
	memset(text + start, 'x', CONFIG_LINE_MAX);
	memcpy(text + start, "k = ", 4);
	memcpy(text + start + CONFIG_LINE_MAX, "\nl = 1\n", 7);
	expect_report(text, (size_t)start + CONFIG_LINE_MAX + 7, "");
	memcpy(text + start + CONFIG_LINE_MAX, "x\nl = 1\n", 8);
	expect_report(text, (size_t)start + CONFIG_LINE_MAX + 8,
		      CONF ":2: line is longer than 8192 bytes");
}

static void limits_size(void **state)
{
	_cleanup_free_ char *text = malloc(CONFIG_FILE_MAX + 1);

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i <= CONFIG_FILE_MAX; i++)
		text[i] = i % 64 == 63 ? '\n' : '#';
	expect_report(text, CONFIG_FILE_MAX, "");
	write_bytes(CONF, text, CONFIG_FILE_MAX + 1);
	expect_refusal(CONF, -EFBIG, CONF ": is larger than 1 MiB");
}

/* Writes a line count times: before, a number, after. */
static void write_lines(char *text, const char *head, const char *before, const char *after,
			int count)
{
	int used = sprintf(text, "%s", head);

	for (int i = 0; i < count; i++)
		used += sprintf(text + used, "%s%d%s\n", before, i, after);
	write_text(CONF, text);
}

static void write_same(char *text, const char *head, const char *line, int count)
{
	int used = sprintf(text, "%s", head);

	for (int i = 0; i < count; i++)
		used += sprintf(text + used, "%s\n", line);
	write_text(CONF, text);
}

/* Processor time, and much more of it than it takes: what is quadratic takes minutes. */
static void expect_in_time(const char *part)
{
	struct report report = quiet_report();
	struct config_file file = { 0 };
	clock_t begin = clock();

	(void)config_file_read(&file, CONF, &report);
	config_check(&file, NULL, &report);
	assert_true(clock() - begin < 2 * CLOCKS_PER_SEC);
	assert_true(report.error_count > 0);
	assert_non_null(strstr(report.text, part));
	config_file_clear(&file);
}

static void limits_counts(void **state)
{
	_cleanup_free_ char *text = malloc(CONFIG_FILE_MAX + 1);

	(void)state;
	assert_non_null(text);
	write_lines(text, "[a]\n", "k", " =", CONFIG_KEYS_MAX);
	expect_report(text, strlen(text), "");
	write_lines(text, "[b]\n[a]\n", "k", " =", CONFIG_KEYS_MAX + 1);
	expect_report(text, strlen(text), CONF ":2: section '[a]' has more than 256 keys");
	write_lines(text, "", "[user u", "]", CONFIG_SECTIONS_MAX);
	expect_report(text, strlen(text), "");
	write_lines(text, "", "[user u", "]", CONFIG_SECTIONS_MAX + 1);
	expect_refusal(CONF, -EFBIG, CONF ": has more than 1000 sections");
	write_lines(text, "[a]\n", "#", "", CONFIG_LINES_MAX - 1);
	expect_report(text, strlen(text), "");
	write_lines(text, "[a]\n", "#", "", CONFIG_LINES_MAX);
	expect_refusal(CONF, -EFBIG, CONF ": has more than 20000 lines");
}

static void ends_in_time(void **state)
{
	_cleanup_free_ char *text = malloc(CONFIG_FILE_MAX + 1);

	(void)state;
	assert_non_null(text);
	write_lines(text, "[default]\n", "k", "=", CONFIG_LINES_MAX - 1);
	expect_in_time("has more than 256 keys");
	write_lines(text, "[default]\n", "word", "", CONFIG_LINES_MAX - 1);
	expect_in_time(":2: Equal sign is missing.; ");
	write_same(text, "[default]\n", "home = none", CONFIG_LINES_MAX - 1);
	expect_in_time(":3: key 'home' is set on line 2 already; ");
	write_same(text, "", "\1", CONFIG_LINES_MAX);
	expect_in_time(":1: control byte; ");
	write_same(text, "[default]\n", "[Default]", CONFIG_SECTIONS_MAX - 1);
	expect_in_time(":2: section '[default]' is on line 1 already; ");
}

#define MANY_SECTIONS 400
#define MANY_KEYS     10

static size_t write_sections(char *text)
{
	int used = 0;

	for (int i = 0; i < MANY_SECTIONS; i++) {
		used += sprintf(text + used, "[user u%d]\n", i);
		for (int k = 0; k < MANY_KEYS; k++)
			used += sprintf(text + used, "k%d=\n", k);
	}
	write_text(CONF, text);
	return (size_t)used;
}

/* What the parser takes to find every key from the top of the file. */
static clock_t time_of_look_ups(char *text, size_t length)
{
	struct ini_cfgobj *config = NULL;
	struct ini_cfgfile *source = NULL;
	clock_t begin;

	assert_int_equal(ini_config_create(&config), 0);
	assert_int_equal(ini_config_file_from_mem(text, (uint32_t)length, &source), 0);
	assert_int_equal(ini_config_parse(source, INI_STOP_ON_NONE, 0, 0, config), 0);
	begin = clock();
	for (int i = 0; i < MANY_SECTIONS * MANY_KEYS; i++) {
		struct value_obj *value = NULL;
		char section[32], key[16];

		(void)sprintf(section, "user u%d", i / MANY_KEYS);
		(void)sprintf(key, "k%d", i % MANY_KEYS);
		assert_int_equal(
			ini_get_config_valueobj(section, key, config, INI_GET_FIRST_VALUE, &value),
			0);
		assert_non_null(value);
	}
	begin = clock() - begin;
	ini_config_file_destroy(source);
	ini_config_destroy(config);
	return begin;
}

/* The parser looks through all sections for each one: that is asked for once, not for every key. */
static void looks_for_sections_not_keys(void **state)
{
	_cleanup_free_ char *text = malloc(CONFIG_FILE_MAX + 1);
	struct report report = quiet_report();
	struct config_file file = { 0 };
	clock_t begin, took;
	size_t length;

	(void)state;
	assert_non_null(text);
	length = write_sections(text);
	begin = clock();
	assert_int_equal(config_file_read(&file, CONF, &report), 0);
	took = clock() - begin;
	assert_int_equal(file.section_count, MANY_SECTIONS);
	assert_int_equal(file.sections[MANY_SECTIONS - 1].entry_count, MANY_KEYS);
	config_file_clear(&file);
	assert_true(took * 3 / 2 < time_of_look_ups(text, length));
}

static void tells_how_much_is_wrong(void **state)
{
	_cleanup_free_ char *text = malloc(CONFIG_FILE_MAX + 1);
	struct report report = quiet_report();
	struct config_file file = { 0 };

	(void)state;
	assert_non_null(text);
	write_same(text, "[a]\n", "word", CONFIG_FAULTS_MAX + 10);
	assert_int_equal(config_file_read(&file, CONF, &report), 0);
	assert_int_equal(report.error_count, CONFIG_FAULTS_MAX + 1);
	config_file_clear(&file);
}

static void refuses_bad_syntax(void **state)
{
	(void)state;
	EXPECT_REPORT("k = v\n[a]\n", CONF ":1: outside of any section");
	EXPECT_REPORT("[a\nk = v\n", CONF ":1: No closing bracket.");
	EXPECT_REPORT("[a] trailing\n", CONF ":1: No closing bracket.");
	EXPECT_REPORT("[]\n", CONF ":1: Section name is missing.");
	EXPECT_REPORT("[a]\nword\n", CONF ":2: Equal sign is missing.");
	EXPECT_REPORT("[a]\n= v\n", CONF ":2: Property name is missing.");
	EXPECT_REPORT("[a]\n k = v\n",
		      CONF ":2: Invalid space character at the beginning of the line.");
	EXPECT_REPORT("[a]\nk = v\n\tfolded\n",
		      CONF ":3: Invalid tab character at the beginning of the line.");
	EXPECT_REPORT("[a]\n/* k */\n", CONF ":2: Equal sign is missing.");
	EXPECT_REPORT("[a]\nk = 1\n[b]\n[a]\nl = 2\n",
		      CONF ":4: section '[a]' is on line 1 already");
	EXPECT_REPORT("[user bob]\n[user Bob]\n",
		      CONF ":2: section '[user bob]' is on line 1 already");
}

static void finds_every_error(void **state)
{
	struct report report = quiet_report();
	struct config_file file = { 0 };

	(void)state;
	write_text(CONF,
		   "k = 0\n[a]\nword\nk = 1\n[b\nlost = 1\n[c]\nk = \xff\nl = 2\n[a]\nm = 3\n");
	assert_int_equal(config_file_read(&file, CONF, &report), 0);
	assert_int_equal(report.error_count, 5);
	for (size_t i = 0; i < 5; i++) {
		static const char *const errors[] = { ":1: outside", ":3: Equal", ":5: No closing",
						      ":8: invalid", ":10: section" };

		assert_non_null(strstr(report.text, errors[i]));
	}
	/* What is right is still there, on its line, and what followed [b is nobody's. */
	assert_int_equal(file.section_count, 2);
	assert_int_equal(file.sections[0].entry_count, 2);
	expect_entry(&file.sections[0].entries[0], "k", "1", 4);
	expect_entry(&file.sections[0].entries[1], "m", "3", 11);
	assert_string_equal(file.sections[1].name, "c");
	assert_int_equal(file.sections[1].entry_count, 1);
	expect_entry(&file.sections[1].entries[0], "l", "2", 9);
	config_file_clear(&file);
}

static void refuses_what_is_no_file(void **state)
{
	(void)state;
	expect_refusal(CONF, -ENOENT, "");
	assert_int_equal(mkdir(PLACE "/dir", 0755), 0);
	assert_int_equal(mkfifo(PLACE "/fifo", 0644), 0);
	assert_int_equal(mknod(PLACE "/zero", S_IFCHR | 0644, makedev(1, 5)), 0);
	write_text(PLACE "/file", "");
	assert_int_equal(symlink("file", PLACE "/link"), 0);
	(void)alarm(10); /* a FIFO that blocks ends the test */
	expect_refusal(PLACE "/dir", -EINVAL,
		       PLACE "/dir: is not a regular file: Invalid argument");
	expect_refusal(PLACE "/fifo", -EINVAL,
		       PLACE "/fifo: is not a regular file: Invalid argument");
	expect_refusal(PLACE "/zero", -EINVAL,
		       PLACE "/zero: is not a regular file: Invalid argument");
	expect_refusal(PLACE "/link", -ELOOP,
		       PLACE "/link: is a symbolic link: Too many levels of symbolic links");
	expect_refusal("nsjail.conf", -EINVAL,
		       "nsjail.conf: is not an absolute path: Invalid argument");
	(void)alarm(0);
}

static void refuses_files_of_others(void **state)
{
	(void)state;
	assert_int_equal(mkdir(PLACE "/d", 0755), 0);
	write_text(PLACE "/d/f", "");
	assert_int_equal(chown(PLACE "/d/f", 1, 0), 0);
	expect_refusal(PLACE "/d/f", -EPERM,
		       PLACE "/d/f: is not owned by root: Operation not permitted");
	assert_int_equal(chown(PLACE "/d/f", 0, 0), 0);
	assert_int_equal(chmod(PLACE "/d/f", 0664), 0);
	expect_refusal(PLACE "/d/f", -EPERM,
		       PLACE "/d/f: is writable by group or others: Operation not permitted");
	assert_int_equal(chmod(PLACE "/d/f", 0644), 0);
	assert_int_equal(chmod(PLACE "/d", 0777), 0);
	expect_refusal(PLACE "/d/f", -EPERM,
		       PLACE "/d/f: '" PLACE "/d' is writable by group or others: "
			     "Operation not permitted");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_TEST(keeps_order_and_lines),
		PLACE_TEST(keeps_repeated_keys_apart),
		PLACE_TEST(reads_what_is_empty),
		PLACE_TEST(refuses_odd_text),
		PLACE_TEST(tells_characters_from_bytes),
		PLACE_TEST(limits_lines),
		PLACE_TEST(limits_size),
		PLACE_TEST(limits_counts),
		PLACE_TEST(ends_in_time),
		PLACE_TEST(looks_for_sections_not_keys),
		PLACE_TEST(tells_how_much_is_wrong),
		PLACE_TEST(refuses_bad_syntax),
		PLACE_TEST(finds_every_error),
		PLACE_TEST(refuses_what_is_no_file),
		PLACE_TEST(refuses_files_of_others),
	};

	return cmocka_run_group_tests(tests, place_make, NULL);
}
