/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "ctl/users/coverage.h"

#include <dirent.h>
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config_check.h"
#include "config/layers.h"
#include "config/profile_name.h"
#include "ctl/show/findings.h"
#include "shared/cleanup.h"
#include "shared/request.h"
#include "system/report.h"

#define SUFFIX ".conf"

#define _cleanup_layers_ __attribute__((cleanup(layers_clear)))

static int by_name(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

static bool has_name(char *const *names, size_t count, const char *name)
{
	return count > 0 && bsearch(&name, names, count, sizeof(char *), by_name) != NULL;
}

static int name_add(char ***names, size_t *count, const char *name, size_t length)
{
	/* Grows by doubling: there may be a hundred thousand. */
	if ((*count & (*count - 1)) == 0) {
		char **grown = reallocarray(*names, *count == 0 ? 1 : *count * 2, sizeof(char *));

		if (grown == NULL)
			return -ENOMEM;
		*names = grown;
	}
	(*names)[*count] = strndup(name, length);
	if ((*names)[*count] == NULL)
		return -ENOMEM;
	(*count)++;
	return 0;
}

static void names_clear(char ***names, size_t *count)
{
	for (size_t i = 0; i < *count; i++)
		free((*names)[i]);
	free(*names);
	*names = NULL;
	*count = 0;
}

static void names_sort(char **names, size_t count)
{
	if (count > 0)
		qsort(names, count, sizeof(char *), by_name);
}

static int own_note(struct coverage *coverage, const char *entry)
{
	size_t length = strlen(entry), suffix = strlen(SUFFIX);

	if (length <= suffix || strcmp(entry + length - suffix, SUFFIX) != 0)
		return 0;
	return name_add(&coverage->own, &coverage->own_count, entry, length - suffix);
}

static int own_list(struct coverage *coverage, struct report *report)
{
	_cleanup_free_ char *path = NULL;
	_cleanup_closedir_ DIR *stream = NULL;
	const char *beside = coverage->config_path;
	const struct dirent *entry;
	int error = 0;

	if (asprintf(&path, "%.*s/nsjail.d", (int)(strrchr(beside, '/') - beside), beside) < 0) {
		path = NULL;
		return report_error(report, ENOMEM, "%s", beside);
	}
	stream = opendir(path);
	if (stream == NULL)
		return errno == ENOENT ? 0 : report_error(report, errno, "%s", path);
	while (error == 0 && (entry = readdir(stream)) != NULL)
		error = own_note(coverage, entry->d_name);
	names_sort(coverage->own, coverage->own_count);
	return error < 0 ? report_error(report, -error, "%s", path) : 0;
}

static int group_fill(struct coverage_group *group, const char *name)
{
	const struct group *found = getgrnam(name);
	int error = 0;

	if (found == NULL)
		return 0;
	group->is_known = true;
	group->gid = found->gr_gid;
	for (char **member = found->gr_mem; error == 0 && *member != NULL; member++)
		error = name_add(&group->members, &group->member_count, *member, strlen(*member));
	names_sort(group->members, group->member_count);
	return error;
}

static int groups_list(struct coverage *coverage, struct report *report)
{
	const struct config_file *file = &coverage->main_file;

	coverage->groups = calloc(file->section_count + 1, sizeof(*coverage->groups));
	if (coverage->groups == NULL)
		return report_error(report, ENOMEM, "no room for the sections of groups");
	for (size_t i = 0; i < file->section_count; i++) {
		struct coverage_group *group = &coverage->groups[coverage->group_count];
		const char *name;

		if (config_section_kind(&file->sections[i], &name) != SECTION_GROUP)
			continue;
		group->section = &file->sections[i];
		coverage->group_count++;
		if (group_fill(group, name) < 0)
			return report_error(report, ENOMEM, "no room for the members of a group");
	}
	return 0;
}

int coverage_load(struct coverage *ret_coverage, const char *config_path, struct findings *findings)
{
	struct report report = findings_report(findings);
	int error;

	*ret_coverage = (struct coverage){ .config_path = strdup(config_path) };
	if (ret_coverage->config_path == NULL)
		return report_error(&report, ENOMEM, "%s", config_path);
	error = config_check_read_main(&ret_coverage->main_file, config_path, &report);
	if (error == 0)
		error = groups_list(ret_coverage, &report);
	return error < 0 ? error : own_list(ret_coverage, &report);
}

/* The first one that he is in counts, as at a login. */
static void group_choose(struct layers *layers, const struct coverage *coverage,
			 const struct passwd *account)
{
	for (size_t i = 0; i < coverage->group_count; i++) {
		const struct coverage_group *group = &coverage->groups[i];

		if (!group->is_known ||
		    (group->gid != account->pw_gid &&
		     !has_name(group->members, group->member_count, account->pw_name)))
			continue;
		layers->sections[LAYER_GROUP] =
			(struct layer){ LAYER_GROUP, group->section, layers->main_file.path };
		return;
	}
}

static int layers_fill(struct layers *layers, const struct coverage *coverage,
		       const struct passwd *account, struct report *report)
{
	const struct request request = { .config_path = coverage->config_path,
					 .user = account->pw_name };
	int error = 0;

	if (has_name(coverage->own, coverage->own_count, account->pw_name))
		error = layers_read_own(layers, &request, report);
	if (error < 0)
		return error;
	layers_choose(layers, &request);
	if (account->pw_uid != 0)
		group_choose(layers, coverage, account);
	return layers_stack(layers, report);
}

static enum coverage_verdict verdict_of(const struct layers *layers, const struct passwd *account)
{
	const struct layer *layer = layers_find(layers, "jail");

	if (account->pw_uid == 0 ? !layers_name_user(layers) : !layers_cover_user(layers))
		return COVERAGE_NOT_COVERED;
	if (layer->kind != LAYER_NONE &&
	    strcmp(config_section_find(layer->section, "jail")->text, "no") == 0)
		return COVERAGE_EXEMPT;
	return account->pw_uid == 0 ? COVERAGE_REFUSED : COVERAGE_JAILED;
}

static char *section_text(const struct layers *layers)
{
	const struct layer *first = layers->count > 0 ? layers->list : NULL;
	char *text = NULL;

	if (first == NULL || asprintf(&text, "[%s] %s:%u", first->section->name, first->path,
				      first->section->line) < 0)
		return NULL;
	return text;
}

static char *profiles_text(const struct layers *layers)
{
	const struct layer *layer = layers_find(layers, PROFILE_KEY);

	return layer->kind == LAYER_NONE
		       ? NULL
		       : strdup(config_section_find(layer->section, PROFILE_KEY)->text);
}

struct covered coverage_of(struct coverage *coverage, const struct passwd *account,
			   struct findings *findings)
{
	/* Lent; what profiles are read stays for the next account. */
	struct layers layers = { .main_file = coverage->main_file, .profiles = coverage->profiles };
	struct report report = findings_report(findings);
	struct covered covered = { .verdict = COVERAGE_REFUSED };

	if (layers_fill(&layers, coverage, account, &report) == 0)
		covered.verdict = verdict_of(&layers, account);
	if (covered.verdict != COVERAGE_NOT_COVERED) {
		covered.section = section_text(&layers);
		covered.profiles = profiles_text(&layers);
	}
	coverage->profiles = layers.profiles;
	layers.profiles = (struct profile_files){ 0 };
	layers.main_file = (struct config_file){ 0 };
	layers_clear(&layers);
	return covered;
}

void covered_clear(struct covered *covered)
{
	free(covered->section);
	free(covered->profiles);
}

void coverage_clear(struct coverage *coverage)
{
	for (size_t i = 0; i < coverage->group_count; i++)
		names_clear(&coverage->groups[i].members, &coverage->groups[i].member_count);
	free(coverage->groups);
	names_clear(&coverage->own, &coverage->own_count);
	profile_files_clear(&coverage->profiles);
	config_file_clear(&coverage->main_file);
	free(coverage->config_path);
}
