/* SPDX-License-Identifier: BSD-3-Clause */
/* Which sections speak of an account: see profile.h. */
#include "config/profile.h"

#include <errno.h>
#include <string.h>

#include "config/config_check.h"
#include "shared/cleanup.h"
#include "shared/user_name.h"
#include "system/report.h"

/* 0 if nothing was reported since there were `known` errors. */
static int result_since(const struct report *report, size_t known)
{
	return report->error_count == known ? 0 : -EINVAL;
}

int profile_read_main(struct profile *profile, const struct request *request, struct report *report)
{
	size_t known = report->error_count;
	int result = config_file_read(&profile->main_file, request->config_path, report);

	if (result == -ENOENT)
		return report_error(report, ENOENT, "%s", request->config_path);
	if (result < 0)
		return result;
	config_check(&profile->main_file, NULL, report);
	return result_since(report, known);
}

/*
 * nsjail.d/NAME.conf beside the main file; that there is none is the usual case. A name that can
 * not be a part of a path has none, and no section of its own either.
 */
int profile_read_own(struct profile *profile, const struct request *request, struct report *report)
{
	char path[PATH_MAX];
	size_t known = report->error_count;
	int result;

	if (strchr(request->config_path, '/') == NULL)
		return report_error(report, EINVAL, "%s: is not an absolute path",
				    request->config_path);
	if (!user_name_is_valid(request->user))
		return 0;
	result = plan_sources_own_path(path, request->config_path, request->user);
	if (result < 0)
		return report_error(report, -result, "%s", request->config_path);
	result = config_file_read(&profile->own_file, path, report);
	if (result == -ENOENT)
		return 0;
	if (result < 0)
		return result;
	config_check(&profile->own_file, request->user, report);
	return result_since(report, known);
}

struct plan_sources profile_sources(const struct profile *profile)
{
	const struct config_file *own = &profile->own_file;

	if (!profile->main_file.is_settled || (own->path != NULL && !own->is_settled))
		return (struct plan_sources){ 0 };
	return (struct plan_sources){ profile->main_file.stamp, own->stamp };
}

static void offer(struct profile *profile, enum profile_layer layer, const struct config_file *file,
		  const struct config_section *section)
{
	profile->sections[layer] = section;
	profile->paths[layer] = file->path;
}

void profile_choose(struct profile *profile, const struct request *request)
{
	const struct config_file *file = &profile->main_file;

	if (profile->own_file.section_count > 0)
		offer(profile, LAYER_OWN_FILE, &profile->own_file, profile->own_file.sections);
	for (size_t i = 0; i < file->section_count; i++) {
		const char *name;
		enum section_kind kind = config_section_kind(&file->sections[i], &name);

		if (kind == SECTION_DEFAULT)
			offer(profile, LAYER_DEFAULT, file, &file->sections[i]);
		if (kind == SECTION_USER && strcmp(name, request->user) == 0)
			offer(profile, LAYER_USER, file, &file->sections[i]);
	}
}

static bool has_key(const struct config_section *section, const char *key)
{
	for (size_t i = 0; section != NULL && i < section->entry_count; i++)
		if (strcmp(section->entries[i].key, key) == 0)
			return true;
	return false;
}

enum profile_layer profile_layer_of(const struct profile *profile, const char *key)
{
	enum profile_layer layer = LAYER_OWN_FILE;

	while (layer < LAYER_COUNT && !has_key(profile->sections[layer], key))
		layer++;
	return layer;
}

bool profile_names_user(const struct profile *profile)
{
	return profile->sections[LAYER_OWN_FILE] != NULL || profile->sections[LAYER_USER] != NULL;
}

bool profile_covers_user(const struct profile *profile)
{
	return profile_names_user(profile) || profile->sections[LAYER_GROUP] != NULL ||
	       has_key(profile->sections[LAYER_DEFAULT], "rootfs");
}

void profile_clear(struct profile *profile)
{
	config_file_clear(&profile->main_file);
	config_file_clear(&profile->own_file);
	*profile = (struct profile){ 0 };
}
