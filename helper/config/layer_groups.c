/* SPDX-License-Identifier: BSD-3-Clause */
/* [group] sections and the numbers of their groups; see layer_groups.h. */
#include "config/layer_groups.h"

#include <string.h>
#include <syslog.h>

#include "config/config_check.h"
#include "config/groups_run.h"
#include "config/layers.h"
#include "shared/cleanup.h"
#include "shared/request.h"
#include "system/host_accounts.h"
#include "system/report.h"

/* A [group] section, and what is known of its group. */
struct candidate {
	const struct config_section *section;
	const char *name;
	bool is_own; /* the host's file has it */
	bool is_unknown;
	bool is_match;
};

struct candidates {
	const struct request *request;
	size_t count;
	struct candidate *list; /* in the order of the file */
};

static bool has_gid(const struct request *request, gid_t gid)
{
	for (size_t i = 0; i < request->group_count; i++)
		if (request->groups[i].gid == gid)
			return true;
	return false;
}

static bool has_name(const struct request *request, const char *name)
{
	for (size_t i = 0; i < request->group_count; i++)
		if (strcmp(request->groups[i].name, name) == 0)
			return true;
	return false;
}

static int candidates_find(struct candidates *candidates, const struct config_file *file)
{
	candidates->list = calloc(file->section_count + 1, sizeof(*candidates->list));
	if (candidates->list == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < file->section_count; i++) {
		struct candidate *candidate = &candidates->list[candidates->count];

		if (config_section_kind(&file->sections[i], &candidate->name) != SECTION_GROUP)
			continue;
		candidate->section = &file->sections[i];
		candidate->is_match = has_name(candidates->request, candidate->name);
		candidates->count++;
	}
	return 0;
}

static int own_group_note(const struct host_group *group, void *data)
{
	struct candidates *candidates = data;

	for (size_t i = 0; i < candidates->count; i++) {
		struct candidate *candidate = &candidates->list[i];

		if (strcmp(candidate->name, group->name) != 0)
			continue;
		/* Another group of that name, from a directory, is another group. */
		if (!candidate->is_own)
			candidate->is_match = false;
		candidate->is_own = true;
		candidate->is_match |= has_gid(candidates->request, group->gid);
	}
	return 0;
}

/* The first one that matches, or the count of them. */
static size_t match_find(const struct candidates *candidates)
{
	size_t i = 0;

	while (i < candidates->count && !candidates->list[i].is_match)
		i++;
	return i;
}

/* Whom the host's file does not decide, up to the first that matches. The list is the caller's. */
static struct candidate **foreign_list(const struct candidates *candidates, size_t *ret_count)
{
	size_t end = match_find(candidates), count = 0;
	struct candidate **foreign = calloc(end + 1, sizeof(struct candidate *));

	for (size_t i = 0; foreign != NULL && i < end; i++)
		if (!candidates->list[i].is_own)
			foreign[count++] = &candidates->list[i];
	*ret_count = count;
	return foreign;
}

static int foreign_ask(struct candidate **foreign, size_t count, const struct request *request,
		       struct report *report)
{
	_cleanup_free_ const char **names = calloc(count, sizeof(*names));
	_cleanup_free_ gid_t *gids = calloc(count, sizeof(*gids));
	int error;

	if (names == NULL || gids == NULL)
		return report_error(report, ENOMEM, "no room for the names of groups");
	for (size_t i = 0; i < count; i++)
		names[i] = foreign[i]->name;
	error = groups_run(names, count, gids, report);
	for (size_t i = 0; error == 0 && i < count; i++) {
		foreign[i]->is_unknown = gids[i] == GROUP_UNKNOWN;
		foreign[i]->is_match = !foreign[i]->is_unknown && has_gid(request, gids[i]);
	}
	return error;
}

static int candidates_decide(struct candidates *candidates, struct report *report)
{
	const struct request *request = candidates->request;
	_cleanup_free_ struct candidate **foreign = NULL;
	size_t count = 0;
	int error = host_accounts_visit_groups(HOST_GROUP, own_group_note, candidates);

	if (error < 0)
		return report_error(report, -error, "'%s' can not be read", HOST_GROUP);
	if (request->group_count == 0)
		return report_error(report, 0, "the groups of user '%s' are not known",
				    request->user);
	foreign = foreign_list(candidates, &count);
	if (foreign == NULL)
		return report_error(report, ENOMEM, "no room for the names of groups");
	return count == 0 ? 0 : foreign_ask(foreign, count, request, report);
}

static void note_first(const struct config_section **place, const struct config_section *section)
{
	if (*place == NULL)
		*place = section;
}

static void layers_fill(struct layers *layers, const struct candidates *candidates)
{
	struct layer_groups *groups = &layers->groups;
	size_t end = match_find(candidates);

	for (size_t i = 0; i < end; i++) {
		const struct candidate *candidate = &candidates->list[i];

		note_first(&groups->passed, candidate->section);
		if (!candidate->is_own)
			note_first(&groups->foreign, candidate->section);
		if (candidate->is_unknown)
			note_first(&groups->unknown, candidate->section);
	}
	if (end == candidates->count)
		return;
	layers->sections[LAYER_GROUP] = (struct layer){ LAYER_GROUP, candidates->list[end].section,
							layers->main_file.path };
	groups->is_own = candidates->list[end].is_own;
}

int layer_groups_choose(struct layers *layers, bool is_named, const struct request *request,
			struct report *report)
{
	struct report unsaid = { .socket_fd = NO_FD };
	struct candidates candidates = { .request = request };
	_cleanup_free_ struct candidate *list = NULL;
	int error = candidates_find(&candidates, &layers->main_file);

	list = candidates.list;
	if (error < 0)
		return report_error(report, -error, "no room for the sections of groups");
	if (candidates.count == 0)
		return 0;
	error = candidates_decide(&candidates, is_named ? &unsaid : report);
	if (error < 0 && !is_named)
		return error;
	if (error < 0)
		report_log(report, LOG_WARNING,
			   "user '%s' has a section of his own; those of groups: %s", request->user,
			   unsaid.text);
	layers_fill(layers, &candidates);
	return 0;
}
