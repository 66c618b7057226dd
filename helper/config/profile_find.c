/* SPDX-License-Identifier: BSD-3-Clause */
/* nsjail.d/profiles/NAME.conf and [profile NAME]: see profile_find.h. */
#include "config/profile_find.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config_check.h"
#include "shared/cleanup.h"
#include "system/report.h"

#define _cleanup_config_ __attribute__((cleanup(config_file_clear)))

static const struct config_section *section_find(const struct config_file *file, const char *name)
{
	for (size_t i = 0; i < file->section_count; i++) {
		const char *found;

		if (config_section_kind(&file->sections[i], &found) == SECTION_PROFILE &&
		    strcmp(found, name) == 0)
			return &file->sections[i];
	}
	return NULL;
}

static int path_make(char ret_path[PATH_MAX], const struct profile_asked *asked)
{
	const char *beside = asked->main_file->path, *slash = strrchr(beside, '/');
	int length = snprintf(ret_path, PATH_MAX, "%.*s/nsjail.d/profiles/%s.conf",
			      (int)(slash - beside), beside, asked->name);

	return length < 0 || length >= PATH_MAX ? -ENAMETOOLONG : 0;
}

/* Whole, or nothing: file is zeroed if there is none. */
static int file_read(struct config_file *ret_file, const char *path, const char *name,
		     struct report *report)
{
	const struct config_owner owner = { SECTION_PROFILE, name };
	_cleanup_config_ struct config_file file = { 0 };
	int error = config_check_read(&file, path, &owner, report);

	if (error < 0)
		return error == -ENOENT ? 0 : error;
	*ret_file = file;
	file = (struct config_file){ 0 };
	return 0;
}

/* Takes the file in any case. What is kept, or NULL. */
static const struct config_file *file_keep(struct profile_files *files, struct config_file *file,
					   const char *path, struct report *report)
{
	struct config_file *grown = reallocarray(files->list, files->count + 1, sizeof(*grown));

	if (grown != NULL)
		files->list = grown;
	if (grown == NULL || profile_stamps_add(&files->stamps, path, &file->stamp) < 0) {
		config_file_clear(file);
		(void)report_error(report, ENOMEM, "no room for a profile");
		return NULL;
	}
	grown[files->count] = *file;
	return &grown[files->count++];
}

/* The same name once more, of another section or user; the stamps stand in the order of the files.
 */
static const struct config_file *file_known(const struct profile_files *files, const char *path)
{
	for (size_t i = 0; i < files->count; i++)
		if (strcmp(files->stamps.list[i].path, path) == 0)
			return &files->list[i];
	return NULL;
}

static int choose(struct profile_found *ret_found, const struct profile_asked *asked,
		  const struct config_file *own, struct report *report)
{
	const struct config_file *main_file = asked->main_file;
	const struct config_section *section = section_find(main_file, asked->name);

	if (section != NULL && own->section_count > 0)
		return report_error(report, 0, "%s:%u: profile '%s' is in '%s', too",
				    main_file->path, section->line, asked->name, own->path);
	if (section == NULL && own->section_count == 0)
		return report_error(report, 0, "%s:%u: there is no profile '%s'", asked->file,
				    asked->line, asked->name);
	*ret_found = section != NULL ? (struct profile_found){ section, main_file->path }
				     : (struct profile_found){ own->sections, own->path };
	return 0;
}

int profile_find(struct profile_found *ret_found, struct profile_files *files,
		 const struct profile_asked *asked, struct report *report)
{
	struct config_file file = { 0 };
	const struct config_file *own;
	char path[PATH_MAX];
	int error = path_make(path, asked);

	if (error < 0)
		return report_error(report, -error, "%s:%u: profile '%s'", asked->file, asked->line,
				    asked->name);
	own = file_known(files, path);
	if (own != NULL)
		return choose(ret_found, asked, own, report);
	error = file_read(&file, path, asked->name, report);
	if (error < 0)
		return error;
	own = file_keep(files, &file, path, report);
	return own == NULL ? -ENOMEM : choose(ret_found, asked, own, report);
}

bool profile_files_are_settled(const struct profile_files *files)
{
	for (size_t i = 0; i < files->count; i++)
		if (files->list[i].path != NULL && !files->list[i].is_settled)
			return false;
	return true;
}

void profile_files_clear(struct profile_files *files)
{
	for (size_t i = 0; i < files->count; i++)
		config_file_clear(&files->list[i]);
	free(files->list);
	profile_stamps_clear(&files->stamps);
	*files = (struct profile_files){ 0 };
}
