/* SPDX-License-Identifier: BSD-3-Clause */
/* Which sections speak of an account: see layers.h. */
#include "config/layers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "config/config_check.h"
#include "config/config_words.h"
#include "config/profile_name.h"
#include "shared/cleanup.h"
#include "shared/user_name.h"
#include "system/report.h"

int layers_read_main(struct layers *layers, const struct request *request, struct report *report)
{
	return config_check_read_main(&layers->main_file, request->config_path, report);
}

/*
 * nsjail.d/NAME.conf beside the main file; that there is none is the usual case. A name that can
 * not be a part of a path has none, and no section of its own either.
 */
int layers_read_own(struct layers *layers, const struct request *request, struct report *report)
{
	const struct config_owner owner = { SECTION_USER, request->user };
	char path[PATH_MAX];
	int result;

	if (strchr(request->config_path, '/') == NULL)
		return report_error(report, EINVAL, "%s: is not an absolute path",
				    request->config_path);
	if (!user_name_is_valid(request->user))
		return 0;
	result = plan_sources_own_path(path, request->config_path, request->user);
	if (result < 0)
		return report_error(report, -result, "%s", request->config_path);
	result = config_check_read(&layers->own_file, path, &owner, report);
	return result == -ENOENT ? 0 : result;
}

struct plan_sources layers_sources(const struct layers *layers)
{
	const struct config_file *own = &layers->own_file;

	if (!layers->main_file.is_settled || (own->path != NULL && !own->is_settled) ||
	    !profile_files_are_settled(&layers->profiles))
		return (struct plan_sources){ 0 };
	return (struct plan_sources){ layers->main_file.stamp, own->stamp };
}

static void offer(struct layers *layers, enum layer_kind kind, const struct config_file *file,
		  const struct config_section *section)
{
	layers->sections[kind] = (struct layer){ kind, section, file->path };
}

void layers_choose(struct layers *layers, const struct request *request)
{
	const struct config_file *file = &layers->main_file;

	if (layers->own_file.section_count > 0)
		offer(layers, LAYER_OWN_FILE, &layers->own_file, layers->own_file.sections);
	for (size_t i = 0; i < file->section_count; i++) {
		const char *name;
		enum section_kind kind = config_section_kind(&file->sections[i], &name);

		if (kind == SECTION_DEFAULT)
			offer(layers, LAYER_DEFAULT, file, &file->sections[i]);
		if (kind == SECTION_USER && strcmp(name, request->user) == 0)
			offer(layers, LAYER_USER, file, &file->sections[i]);
	}
}

static int add(struct layers *layers, const struct layer *layer, struct report *report)
{
	struct layer *grown = reallocarray(layers->list, layers->count + 2, sizeof(*grown));

	if (grown == NULL)
		return report_error(report, ENOMEM, "no room for the sections of a user");
	layers->list = grown;
	grown[layers->count++] = *layer;
	grown[layers->count] = (struct layer){ .kind = LAYER_NONE };
	return 0;
}

static int add_profiles(struct layers *layers, const struct layer *from, struct report *report)
{
	const struct config_entry *entry = config_section_find(from->section, PROFILE_KEY);
	const char *names = entry->text;
	char name[PROFILE_NAME_SIZE];
	int error = 0;

	while (error == 0 && config_words_next(&names, name, sizeof(name))) {
		const struct profile_asked asked = { name, &layers->main_file, from->path,
						     entry->line };
		struct profile_found found;

		error = profile_find(&found, &layers->profiles, &asked, report);
		if (error == 0)
			error = add(layers,
				    &(struct layer){ from->kind, found.section, found.path },
				    report);
	}
	return error;
}

/* The sections from first to last say together which profiles are theirs. */
static int add_level(struct layers *layers, enum layer_kind first, enum layer_kind last,
		     struct report *report)
{
	const struct layer *from = NULL;
	int error = 0;

	for (enum layer_kind kind = first; error == 0 && kind <= last; kind++) {
		const struct layer *layer = &layers->sections[kind];

		if (layer->section == NULL)
			continue;
		error = add(layers, layer, report);
		if (from == NULL && config_section_find(layer->section, PROFILE_KEY) != NULL)
			from = layer;
	}
	return error == 0 && from != NULL ? add_profiles(layers, from, report) : error;
}

int layers_stack(struct layers *layers, struct report *report)
{
	int error = add_level(layers, LAYER_OWN_FILE, LAYER_USER, report);

	if (error == 0)
		error = add_level(layers, LAYER_GROUP, LAYER_GROUP, report);
	if (error == 0)
		error = add_level(layers, LAYER_DEFAULT, LAYER_DEFAULT, report);
	return error;
}

const struct layer *layers_find(const struct layers *layers, const char *key)
{
	static const struct layer none = { .kind = LAYER_NONE };
	const struct layer *layer = layers->list;

	if (layer == NULL)
		return &none;
	while (layer->kind != LAYER_NONE && config_section_find(layer->section, key) == NULL)
		layer++;
	return layer;
}

bool layers_name_user(const struct layers *layers)
{
	return layers->sections[LAYER_OWN_FILE].section != NULL ||
	       layers->sections[LAYER_USER].section != NULL;
}

bool layers_cover_user(const struct layers *layers)
{
	return layers_name_user(layers) || layers->sections[LAYER_GROUP].section != NULL ||
	       layers_find(layers, "rootfs")->kind == LAYER_DEFAULT;
}

void layers_clear(struct layers *layers)
{
	config_file_clear(&layers->main_file);
	config_file_clear(&layers->own_file);
	profile_files_clear(&layers->profiles);
	free(layers->list);
	*layers = (struct layers){ 0 };
}
