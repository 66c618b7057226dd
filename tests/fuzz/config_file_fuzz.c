/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A whole configuration file, from bytes to a plan. A file without an error must say exactly what a
 * plain reading of its lines says, so that nothing of it is misread.
 */
#include "fuzz.h"

#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

#include "config/config_check.h"
#include "config/config_file.h"
#include "config/plan_make.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "shared/request.h"
#include "system/report.h"

static char text[] = "alice";
static char home[] = "/home/alice";
static char config_path[] = "/none/nsjail.conf";

static struct request_group groups[] = { { 1001, text }, { 2000, home + 1 } };

static const struct request request = {
	.uid = 1001,
	.gid = 1001,
	.config_path = config_path,
	.user = text,
	.gecos = text,
	.home = home,
	.shell = home,
	.service = text,
	.tty = text,
	.rhost = text,
	.group_count = ARRAY_SIZE(groups),
	.groups = groups,
};

static int file_fd = NO_FD;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	file_fd = memfd_create("nsjail.conf", MFD_CLOEXEC);
	expect(file_fd >= 0);
	return 0;
}

static void file_write(const uint8_t *data, size_t size)
{
	expect(ftruncate(file_fd, 0) == 0);
	expect(pwrite(file_fd, data, size, 0) == (ssize_t)size);
	expect(lseek(file_fd, 0, SEEK_SET) == 0);
}

/* The plain reading */

static bool is_gap(char byte)
{
	return byte == ' ' || byte == '\t';
}

/* A part of the text without the blanks around it. */
struct span {
	const char *start;
	size_t length;
};

static struct span trimmed(const char *start, const char *end)
{
	while (start < end && is_gap(*start))
		start++;
	while (end > start && is_gap(end[-1]))
		end--;
	return (struct span){ start, (size_t)(end - start) };
}

static bool is_text(const char *string, struct span span)
{
	return strlen(string) == span.length && memcmp(string, span.start, span.length) == 0;
}

/* Names of sections are the same in any case of their letters. */
static struct config_section *section_find(const struct config_file *file, struct span name)
{
	for (size_t i = 0; i < file->section_count; i++)
		if (strlen(file->sections[i].name) == name.length &&
		    strncasecmp(file->sections[i].name, name.start, name.length) == 0)
			return &file->sections[i];
	return NULL;
}

static const struct config_entry *entry_find(const struct config_section *section,
					     unsigned int line)
{
	for (size_t i = 0; i < section->entry_count; i++)
		if (section->entries[i].line == line)
			return &section->entries[i];
	return NULL;
}

static void expect_entry(const struct config_section *section, unsigned int line, struct span key,
			 struct span value)
{
	const struct config_entry *entry = entry_find(section, line);

	expect(entry != NULL);
	expect(is_text(entry->key, key));
	expect(is_text(entry->text, value));
}

/* Returns the section that holds from here on; counts entries. */
static struct config_section *line_read(const struct config_file *file,
					struct config_section *section, unsigned int number,
					const char *start, const char *end, size_t *entries)
{
	struct span whole = trimmed(start, end);
	const char *equals;

	if (whole.length == 0 || *start == '#' || *start == ';')
		return section;
	if (*start == '[') {
		expect(whole.start[whole.length - 1] == ']');
		section = section_find(file, trimmed(start + 1, whole.start + whole.length - 1));
		expect(section != NULL && section->line == number);
		return section;
	}
	equals = memchr(start, '=', (size_t)(end - start));
	expect(section != NULL && equals != NULL);
	expect_entry(section, number, trimmed(start, equals), trimmed(equals + 1, end));
	(*entries)++;
	return section;
}

static void expect_plain(const struct config_file *file, const char *bytes, size_t size)
{
	struct config_section *section = NULL;
	size_t entries = 0, found = 0;
	unsigned int number = 1;
	const char *end;

	for (const char *start = bytes; start < bytes + size; start = end + 1, number++) {
		end = memchr(start, '\n', (size_t)(bytes + size - start));
		end = end == NULL ? bytes + size : end;
		section = line_read(file, section, number, start, end, &entries);
	}
	for (size_t i = 0; i < file->section_count; i++)
		found += file->sections[i].entry_count;
	expect(found == entries);
}

static void plan_judge(const struct config_file *file)
{
	struct report report = { .socket_fd = NO_FD };
	struct jail_plan plan = { 0 };

	if (plan_make_from(&plan, file, NULL, &request, &report) < 0) {
		expect(report.error_count > 0);
		return;
	}
	expect(report.error_count == 0);
	expect(!plan.is_jailed || (plan.rootfs != NULL && plan.mount_count > 0));
	jail_plan_clear(&plan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct report report = { .socket_fd = NO_FD };
	struct config_file file = { 0 };

	file_write(data, size);
	if (config_file_read_fd(&file, file_fd, "file", &report) < 0) {
		expect(report.error_count > 0);
		return 0;
	}
	if (report.error_count == 0)
		expect_plain(&file, (const char *)data, size);
	config_check(&file, NULL, &report);
	if (report.error_count == 0)
		plan_judge(&file);
	config_file_clear(&file);
	return 0;
}
