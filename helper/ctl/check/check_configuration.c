/* SPDX-License-Identifier: BSD-3-Clause */
/* nsjail.conf and nsjail.d: every file, every error, whoever logs in. */
#include <dirent.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>

#include "config/config_check.h"
#include "config/config_file.h"
#include "config/config_words.h"
#include "config/profile_find.h"
#include "config/profile_name.h"
#include "ctl/check/check_parts.h"
#include "ctl/show/findings.h"
#include "plan/services.h"
#include "shared/cleanup.h"
#include "shared/user_name.h"
#include "system/report.h"

#define SUFFIX	 ".conf"
#define PROFILES "profiles" /* below nsjail.d */

#define _cleanup_config_   __attribute__((cleanup(config_file_clear)))
#define _cleanup_profiles_ __attribute__((cleanup(profile_files_clear)))

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

/* A login of who is in that section would be refused. */
static void check_profiles(const struct config_file *file, const struct config_entry *entry,
			   struct findings *findings)
{
	_cleanup_profiles_ struct profile_files files = { 0 };
	struct report report = findings_report(findings);
	const char *names = entry->text;
	char name[PROFILE_NAME_SIZE];

	while (config_words_next(&names, name, sizeof(name))) {
		const struct profile_asked asked = { name, file, file->path, entry->line };
		struct profile_found found;

		(void)profile_find(&found, &files, &asked, &report);
	}
}

static void check_main(const char *path, struct findings *findings)
{
	_cleanup_config_ struct config_file file = { 0 };
	struct report report = findings_report(findings);

	(void)config_check_read_main(&file, path, &report);
	check_entries(&file, findings);
	check_main_names(&file, findings);
	for (size_t i = 0; i < file.section_count; i++) {
		const struct config_entry *entry =
			config_section_find(&file.sections[i], PROFILE_KEY);

		if (entry != NULL)
			check_profiles(&file, entry, findings);
	}
}

/* One that has gone since its name was read is no fault. */
static void check_file(const char *path, const struct config_owner *owner,
		       struct findings *findings)
{
	_cleanup_config_ struct config_file file = { 0 };
	struct report report = findings_report(findings);

	(void)config_check_read(&file, path, owner, &report);
	check_entries(&file, findings);
}

/* A directory of files that hold one section each. */
struct own_files {
	const char *path;
	enum section_kind kind;
	const char *whose; /* for messages */
};

/* The name that a file NAME.conf is for, or NULL. The caller's. */
static char *owner_name(const char *entry)
{
	size_t length = strlen(entry);
	_cleanup_free_ char *name = NULL;

	if (length > strlen(SUFFIX) && strcmp(entry + length - strlen(SUFFIX), SUFFIX) == 0)
		name = strndup(entry, length - strlen(SUFFIX));
	return name != NULL && user_name_is_valid(name) ? TAKE_PTR(name) : NULL;
}

static void check_own_file(const struct own_files *files, const char *entry,
			   struct findings *findings)
{
	_cleanup_free_ char *path = NULL, *name = owner_name(entry);
	const struct config_owner owner = { files->kind, name };

	if (asprintf(&path, "%s/%s", files->path, entry) < 0)
		path = NULL;
	if (path == NULL)
		findings->is_short = true;
	if (name == NULL) {
		findings_add(findings, SEVERITY_WARNING, path, "rename or remove it",
			     "is not NAME.conf of a %s: nobody reads it", files->whose);
		return;
	}
	if (!is_there(files->kind, name))
		findings_add(findings, SEVERITY_WARNING, path, "remove it", "there is no user '%s'",
			     name);
	if (path != NULL)
		check_file(path, &owner, findings);
}

static void check_directory_of(const struct own_files *files, struct findings *findings)
{
	_cleanup_closedir_ DIR *stream = opendir(files->path);
	const struct dirent *entry;

	if (stream == NULL && errno != ENOENT)
		findings_add(findings, SEVERITY_ERROR, files->path, NULL, "can not be read: %s",
			     strerror(errno));
	while (stream != NULL && (entry = readdir(stream)) != NULL)
		if (entry->d_name[0] != '.' &&
		    (files->kind != SECTION_USER || strcmp(entry->d_name, PROFILES) != 0))
			check_own_file(files, entry->d_name, findings);
}

void check_configuration(const char *config_path, struct findings *findings)
{
	_cleanup_free_ char *users = NULL, *profiles = NULL;
	int length = (int)(strrchr(config_path, '/') - config_path);

	check_main(config_path, findings);
	if (asprintf(&users, "%.*s/nsjail.d", length, config_path) < 0)
		users = NULL;
	if (users == NULL || asprintf(&profiles, "%s/" PROFILES, users) < 0)
		profiles = NULL;
	if (profiles == NULL) {
		findings->is_short = true;
		return;
	}
	check_directory_of(&(struct own_files){ users, SECTION_USER, "user" }, findings);
	check_directory_of(&(struct own_files){ profiles, SECTION_PROFILE, "profile" }, findings);
}
