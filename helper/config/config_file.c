/* SPDX-License-Identifier: BSD-3-Clause */
/* From descriptor to sections, through libini_config: see config_file.h. */
#include "config/config_file.h"

#include <errno.h>
#include <ini_configobj.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "config/config_outline.h"
#include "config/config_text.h"
#include "shared/cleanup.h"
#include "shared/safe_path.h"
#include "system/file_origin.h"
#include "system/file_settled.h"
#include "system/file_system.h"
#include "system/report.h"

/*
 * Which keys may repeat is not known here, so all values are kept. Sections of one name are found
 * in the text: INI_MS_ERROR stops at the first, and with INI_MS_DETECT ini_config_get_errors()
 * writes beyond its list (libini_config 5.2.1).
 */
#define COLLISIONS (INI_MV1S_ALLOW | INI_MV2S_ALLOW | INI_MS_MERGE)
#define SYNTAX	   (INI_PARSE_NOWRAP | INI_PARSE_NOSPACE | INI_PARSE_NOTAB | INI_PARSE_NO_C_COMMENTS)

static void cleanup_config(struct ini_cfgobj **config)
{
	if (*config != NULL)
		ini_config_destroy(*config);
}

static void cleanup_source(struct ini_cfgfile **source)
{
	if (*source != NULL)
		ini_config_file_destroy(*source);
}

static void cleanup_list(char ***list)
{
	if (*list != NULL)
		ini_free_section_list(*list);
}

static void cleanup_errors(char ***errors)
{
	if (*errors != NULL)
		ini_config_free_errors(*errors);
}

/* libini_config gives its errors as "Error (12) on line 3: text" and in no other way. */
static bool syntax_error(const char *message, struct config_text *text, const char *path,
			 struct report *report)
{
	static const char place[] = " on line ";
	const char *digits = strstr(message, place);
	char *end = NULL;
	unsigned int line = 0;

	if (digits != NULL)
		line = (unsigned int)strtoul(digits + sizeof(place) - 1, &end, 10);
	if (line == 0 || strncmp(end, ": ", 2) != 0) {
		(void)report_error(report, 0, "%s: %s", path, message);
		return false;
	}
	(void)report_error(report, 0, "%s:%u: %s", path, line, end + 2);
	config_text_blank(text, line);
	return true;
}

/* Reports all errors of a parse. True if lines were blanked, so that another may see the rest. */
static bool syntax_errors(struct ini_cfgobj *config, struct config_text *text, const char *path,
			  struct report *report)
{
	__attribute__((cleanup(cleanup_errors))) char **errors = NULL;
	bool is_blanked = false;
	size_t count = 0;

	if (ini_config_get_errors(config, &errors) != 0)
		return false;
	for (; count < CONFIG_FAULTS_MAX && errors[count] != NULL; count++)
		is_blanked = syntax_error(errors[count], text, path, report) || is_blanked;
	if (errors[count] != NULL)
		(void)report_error(report, 0, "%s: more than %d lines are wrong", path,
				   CONFIG_FAULTS_MAX);
	return is_blanked;
}

/* One pass of the parser. 0 or a positive errno; config has the errors of lines. */
static int parse_once(struct ini_cfgobj **ret_config, struct config_text *text)
{
	__attribute__((cleanup(cleanup_config))) struct ini_cfgobj *config = NULL;
	__attribute__((cleanup(cleanup_source))) struct ini_cfgfile *source = NULL;
	int result;

	if (ini_config_create(&config) != 0)
		return ENOMEM;
	result = ini_config_file_from_mem(text->bytes, (uint32_t)text->length, &source);
	if (result != 0)
		return result;
	result = ini_config_parse(source, INI_STOP_ON_NONE, COLLISIONS, SYNTAX, config);
	*ret_config = TAKE_PTR(config);
	return result;
}

/* The parser gives no sections at all when a line is wrong: blank those lines and ask again. */
static int parse(struct ini_cfgobj **ret_config, struct config_text *text, const char *path,
		 struct report *report)
{
	__attribute__((cleanup(cleanup_config))) struct ini_cfgobj *config = NULL;
	size_t known = report->error_count;
	int result = parse_once(&config, text);
	bool is_blanked = config != NULL && syntax_errors(config, text, path, report);

	if (result != 0 && report->error_count == known)
		return report_error(report, result, "%s: can not be parsed", path);
	if (is_blanked) {
		cleanup_config(&config);
		config = NULL;
		result = parse_once(&config, text);
	}
	if (config == NULL)
		return report_error(report, result, "%s: can not be parsed", path);
	*ret_config = TAKE_PTR(config);
	return 0;
}

/* The value and line of one place of a key, or -EIO if parser and outline disagree. */
static int fill_value(struct config_entry *entry, struct value_obj *value, unsigned int line)
{
	int result = 0;
	const char *text = value == NULL ? NULL : ini_get_const_string_config_value(value, &result);

	if (text == NULL || result != 0 || line == 0)
		return -EIO;
	entry->line = line;
	entry->text = strdup(text);
	return entry->text == NULL ? -ENOMEM : 0;
}

/*
 * The parser lists a key that repeats once for each time, but finds all its values by any of them
 * and takes no notice of case: values are handed out to the places in order. Asked for the next
 * value of another key than before, it gives that key's first one; asked for the first, it looks
 * for the section anew, through all that are there.
 */
static int fill_values(struct config_section *section, size_t first,
		       const struct config_header *header, struct ini_cfgobj *config)
{
	struct config_cursor cursor = { .header = header };
	const char *key = section->entries[first].key;
	int result = 0;

	for (size_t i = first; result == 0 && i < section->entry_count; i++) {
		struct value_obj *value = NULL;

		if (strcasecmp(section->entries[i].key, key) != 0)
			continue;
		if (ini_get_config_valueobj(section->name, key, config,
					    i == 0 ? INI_GET_FIRST_VALUE : INI_GET_NEXT_VALUE,
					    &value) != 0)
			return -EIO;
		result = fill_value(&section->entries[i], value, config_cursor_next(&cursor, key));
	}
	/* A line that the parser has not given would be a setting that is not heeded. */
	return result == 0 && config_cursor_next(&cursor, key) != 0 ? -EIO : result;
}

static void section_cut(struct config_section *section, size_t count)
{
	for (size_t i = count; i < section->entry_count; i++) {
		free(section->entries[i].key);
		free(section->entries[i].text);
	}
	section->entry_count = count;
}

/* The names of all keys, with no text yet; and as many as there are lines of them. */
static int fill_keys(struct config_section *section, const struct config_header *header,
		     struct ini_cfgobj *config)
{
	struct config_cursor cursor = { .header = header };
	__attribute__((cleanup(cleanup_list))) char **keys = NULL;
	int count = 0;
	int result = 0;

	keys = ini_get_attribute_list(config, section->name, &count, &result);
	if (keys == NULL || count < 0)
		return -ENOMEM;
	section->entries = calloc((size_t)count + 1, sizeof(*section->entries));
	if (section->entries == NULL)
		return -ENOMEM;
	section->entry_count = (size_t)count;
	for (size_t i = 0; i < section->entry_count; i++) {
		section->entries[i].key = strdup(keys[i]);
		if (section->entries[i].key == NULL)
			return -ENOMEM;
		if (config_cursor_next(&cursor, NULL) == 0)
			return -EIO;
	}
	return config_cursor_next(&cursor, NULL) == 0 ? 0 : -EIO;
}

/* The parser looks through all keys for each one. */
static int fill_section(struct config_section *section, const struct config_header *header,
			struct ini_cfgobj *config, const char *path, struct report *report)
{
	size_t key_count = 0;
	int result = fill_keys(section, header, config);

	for (size_t i = 0; result == 0 && i < section->entry_count; i++) {
		if (section->entries[i].text != NULL)
			continue;
		if (++key_count > CONFIG_KEYS_MAX) {
			(void)report_error(report, 0, "%s:%u: section '[%s]' has more than %d keys",
					   path, section->line, section->name, CONFIG_KEYS_MAX);
			section_cut(section, i);
			break;
		}
		result = fill_values(section, i, header, config);
	}
	return result;
}

/* The parser takes no notice of case in the names of sections either. */
static void find_lines(struct config_section *section, const struct config_header *header,
		       const char *path, struct report *report)
{
	section->line = header == NULL ? 0 : header->line;
	while (header != NULL && (header = config_header_find(header + 1, section->name)) != NULL)
		(void)report_error(report, 0, "%s:%u: section '[%s]' is on line %u already", path,
				   header->line, section->name, section->line);
}

static int fill_sections(struct config_file *file, char **names, size_t count,
			 const struct config_header *headers, struct ini_cfgobj *config,
			 struct report *report)
{
	int result = 0;

	file->sections = calloc(count + 1, sizeof(*file->sections));
	if (file->sections == NULL)
		return -ENOMEM;
	for (size_t i = 0; result == 0 && i < count; i++) {
		struct config_section *section = &file->sections[i];
		const struct config_header *header = config_header_find(headers, names[i]);

		section->name = strdup(names[i]);
		if (section->name == NULL)
			return -ENOMEM;
		file->section_count++;
		find_lines(section, header, file->path, report);
		result = fill_section(section, header, config, file->path, report);
	}
	return result;
}

static int fill_file(struct config_file *file, const struct config_text *text,
		     struct ini_cfgobj *config, struct report *report)
{
	__attribute__((cleanup(cleanup_list))) char **names = NULL;
	__attribute__((cleanup(config_outline_clear))) struct config_outline outline = { 0 };
	int count = 0;
	int result = 0;

	names = ini_get_section_list(config, &count, &result);
	if (names == NULL || count < 0 || config_outline_read(&outline, text) < 0)
		return -ENOMEM;
	return fill_sections(file, names, (size_t)count, outline.headers, config, report);
}

static int open_file(const char *path, struct report *report)
{
	struct safe_path_fault fault = { .reason = "" };
	_cleanup_close_ int fd = safe_path_open_file(path, &fault);

	/* Else whose it is was said by a program. */
	if (fd >= 0) {
		char subject[PATH_MAX + 2];
		int error;

		(void)snprintf(subject, sizeof(subject), "%s:", path);
		error = file_origin_check(fd, subject, report);
		return error < 0 ? error : TAKE_FD(fd);
	}
	if (fd == -ENOENT)
		return fd;
	if (strcmp(path, fault.path) == 0)
		return report_error(report, -fd, "%s: %s", path, fault.reason);
	return report_error(report, -fd, "%s: '%s' %s", path, fault.path, fault.reason);
}

static int fill(struct config_file *file, int file_fd, const char *path, struct report *report)
{
	__attribute__((cleanup(cleanup_config))) struct ini_cfgobj *config = NULL;
	struct config_text text = { 0 };
	_cleanup_free_ char *bytes = NULL;
	int result = config_text_read(&text, file_fd, path, report);

	if (result < 0)
		return result;
	bytes = text.bytes;
	config_text_check(&text, path, report);
	result = parse(&config, &text, path, report);
	if (result < 0)
		return result;
	file->path = strdup(path);
	result = file->path == NULL ? -ENOMEM : fill_file(file, &text, config, report);
	return result == 0 ? 0 : report_error(report, -result, "%s", path);
}

/*
 * What is written later has a later time, unless the last change was just now or another machine's
 * clock counts.
 */
static bool is_settled(const struct file_stamp *stamp, int fd, uint64_t now_ns)
{
	return file_system_is_local(fd) && file_settled_is(stamp->changed_ns, now_ns);
}

int config_file_read(struct config_file *ret_file, const char *path, struct report *report)
{
	uint64_t now_ns = file_settled_clock();
	_cleanup_close_ int fd = open_file(path, report);
	struct file_stamp stamp = { 0 };
	int result;

	if (fd < 0)
		return fd;
	result = file_stamp_read(&stamp, fd);
	if (result < 0)
		return report_error(report, -result, "%s", path);
	result = config_file_read_fd(ret_file, fd, path, report);
	if (result == 0) {
		ret_file->stamp = stamp;
		ret_file->is_settled = is_settled(&stamp, fd, now_ns);
	}
	return result;
}

int config_file_read_fd(struct config_file *ret_file, int file_fd, const char *path,
			struct report *report)
{
	struct config_file file = { 0 };
	int result = fill(&file, file_fd, path, report);

	if (result < 0) {
		config_file_clear(&file);
		return result;
	}
	*ret_file = file;
	return 0;
}

static void section_clear(struct config_section *section)
{
	section_cut(section, 0);
	free(section->entries);
	free(section->name);
}

const struct config_entry *config_section_find(const struct config_section *section,
					       const char *key)
{
	for (size_t i = 0; i < section->entry_count; i++)
		if (strcmp(section->entries[i].key, key) == 0)
			return &section->entries[i];
	return NULL;
}

void config_file_clear(struct config_file *file)
{
	for (size_t i = 0; i < file->section_count; i++)
		section_clear(&file->sections[i]);
	free(file->sections);
	free(file->path);
	*file = (struct config_file){ 0 };
}
