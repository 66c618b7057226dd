/* SPDX-License-Identifier: BSD-3-Clause */
/* nsjail.conf and nsjail.d: every file, every error, whoever logs in. */
#include <dirent.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>

#include "config/config_check.h"
#include "config/config_file.h"
#include "ctl/check/check_parts.h"
#include "ctl/show/findings.h"
#include "plan/services.h"
#include "shared/cleanup.h"
#include "shared/user_name.h"
#include "system/report.h"

#define SUFFIX ".conf"

#define _cleanup_config_ __attribute__((cleanup(config_file_clear)))

static bool is_there(enum section_kind kind, const char *name)
{
	return (kind != SECTION_USER || getpwnam(name) != NULL) &&
	       (kind != SECTION_GROUP || getgrnam(name) != NULL);
}

/* Without the group, nobody is jailed who should be; without the user, that is his own affair. */
static void check_main_names(const struct config_file *file, struct findings *findings)
{
	for (size_t i = 0; i < file->section_count; i++) {
		_cleanup_free_ char *where = NULL;
		const char *name;
		enum section_kind kind = config_section_kind(&file->sections[i], &name);

		if (is_there(kind, name))
			continue;
		if (asprintf(&where, "%s:%u", file->path, file->sections[i].line) < 0)
			where = NULL;
		if (kind == SECTION_GROUP)
			findings_add(findings, SEVERITY_ERROR, where,
				     "make the group, or remove the section",
				     "there is no group '%s'", name);
		else
			findings_add(findings, SEVERITY_WARNING, where, "remove the section",
				     "there is no user '%s'", name);
	}
}

static void check_services(const struct config_file *file, const struct config_entry *entry,
			   struct findings *findings)
{
	_cleanup_free_ char *where = NULL;

	if (strcmp(entry->key, "services") != 0 || !services_have(entry->text, "*"))
		return;
	if (asprintf(&where, "%s:%u", file->path, entry->line) < 0)
		where = NULL;
	findings_add(findings, SEVERITY_WARNING, where, "name those that are used",
		     "services '*' lets in programs that nobody has tried with jails");
}

static void check_entries(const struct config_file *file, struct findings *findings)
{
	for (size_t i = 0; i < file->section_count; i++)
		for (size_t k = 0; k < file->sections[i].entry_count; k++)
			check_services(file, &file->sections[i].entries[k], findings);
}

/* True if the file could be read. */
static bool check_file(const char *path, const char *only_user, struct findings *findings)
{
	_cleanup_config_ struct config_file file = { 0 };
	struct report report = findings_report(findings);
	int result = config_file_read(&file, path, &report);

	if (result == -ENOENT)
		(void)report_error(&report, ENOENT, "%s", path);
	if (result < 0)
		return false;
	config_check(&file, only_user, &report);
	check_entries(&file, findings);
	if (only_user == NULL)
		check_main_names(&file, findings);
	return true;
}

static void check_own_file(const char *directory, const char *entry, struct findings *findings)
{
	size_t length = strlen(entry);
	_cleanup_free_ char *path = NULL, *user = NULL;

	if (asprintf(&path, "%s/%s", directory, entry) < 0)
		path = NULL;
	if (path == NULL)
		findings->is_short = true;
	if (length > strlen(SUFFIX) && strcmp(entry + length - strlen(SUFFIX), SUFFIX) == 0)
		user = strndup(entry, length - strlen(SUFFIX));
	if (user == NULL || !user_name_is_valid(user)) {
		findings_add(findings, SEVERITY_WARNING, path, "rename or remove it",
			     "is not NAME.conf of a user: nobody reads it");
		return;
	}
	if (getpwnam(user) == NULL)
		findings_add(findings, SEVERITY_WARNING, path, "remove it", "there is no user '%s'",
			     user);
	if (path != NULL)
		(void)check_file(path, user, findings);
}

void check_configuration(const char *config_path, struct findings *findings)
{
	_cleanup_free_ char *directory = NULL;
	_cleanup_closedir_ DIR *stream = NULL;
	const struct dirent *entry;
	int length = (int)(strrchr(config_path, '/') - config_path);

	(void)check_file(config_path, NULL, findings);
	if (asprintf(&directory, "%.*s/nsjail.d", length, config_path) < 0) {
		directory = NULL;
		findings->is_short = true;
		return;
	}
	stream = opendir(directory);
	if (stream == NULL && errno != ENOENT)
		findings_add(findings, SEVERITY_ERROR, directory, NULL, "can not be read: %s",
			     strerror(errno));
	while (stream != NULL && (entry = readdir(stream)) != NULL)
		if (entry->d_name[0] != '.')
			check_own_file(directory, entry->d_name, findings);
}
