/* SPDX-License-Identifier: BSD-3-Clause */
/* What plans have in common; see plans_seen.h. */
#include "ctl/check/plans_seen.h"

#include <stdio.h>
#include <string.h>

#include "ctl/show/findings.h"
#include "ctl/show/subject.h"
#include "plan/services.h"
#include "shared/cleanup.h"

static bool is_same(const char *one, const char *other)
{
	return one == NULL || other == NULL ? one == other : strcmp(one, other) == 0;
}

static bool has_services(const struct plans_seen *seen, const char *where)
{
	for (size_t i = 0; i < seen->services_count; i++)
		if (is_same(seen->services[i].where, where))
			return true;
	return false;
}

static int services_add(struct plans_seen *seen, const struct jail_plan *plan)
{
	const struct plan_value *value = jail_plan_value(plan, "services");
	_cleanup_free_ char *where = NULL;
	_cleanup_free_ char *text = strdup(plan->services);
	struct services_seen *grown;

	if (value != NULL && value->file != NULL &&
	    asprintf(&where, "%s:%u", value->file, value->line) < 0)
		return -ENOMEM;
	if (text == NULL)
		return -ENOMEM;
	if (has_services(seen, where))
		return 0;
	grown = reallocarray(seen->services, seen->services_count + 1, sizeof(*grown));
	if (grown == NULL)
		return -ENOMEM;
	seen->services = grown;
	grown[seen->services_count++] =
		(struct services_seen){ .where = TAKE_PTR(where), .text = TAKE_PTR(text) };
	return 0;
}

static int place_add(struct plans_seen *seen, const struct subject *subject)
{
	_cleanup_free_ char *path = strdup(subject->plan.overlay_dir);
	_cleanup_free_ char *user = strdup(subject->request.user);
	struct place_seen *grown =
		reallocarray(seen->places, seen->place_count + 1, sizeof(*grown));

	if (grown != NULL)
		seen->places = grown;
	if (grown == NULL || path == NULL || user == NULL)
		return -ENOMEM;
	grown[seen->place_count++] =
		(struct place_seen){ .path = TAKE_PTR(path), .user = TAKE_PTR(user) };
	return 0;
}

void plans_seen_add(struct plans_seen *seen, const struct subject *subject,
		    struct findings *findings)
{
	int error = services_add(seen, &subject->plan);

	if (error == 0 && subject->plan.rootfs_mode == ROOTFS_OVERLAY)
		error = place_add(seen, subject);
	if (error < 0)
		findings->is_short = true;
}

bool plans_seen_all_have(const struct plans_seen *seen, const char *service)
{
	for (size_t i = 0; i < seen->services_count; i++)
		if (!services_have(seen->services[i].text, service))
			return false;
	return seen->services_count > 0;
}

static int by_path(const void *a, const void *b)
{
	const struct place_seen *one = a, *other = b;

	return strcmp(one->path, other->path);
}

void plans_seen_check_places(struct plans_seen *seen, struct findings *findings)
{
	if (seen->place_count > 0)
		qsort(seen->places, seen->place_count, sizeof(*seen->places), by_path);
	for (size_t i = 1; i < seen->place_count; i++) {
		const struct place_seen *one = &seen->places[i - 1], *other = &seen->places[i];
		bool is_told = i > 1 && strcmp(seen->places[i - 2].path, one->path) == 0;

		if (!is_told && strcmp(one->path, other->path) == 0)
			findings_add(findings, SEVERITY_ERROR, NULL,
				     "set overlay_dir with %U in its path, or leave it out",
				     "overlay_dir '%s' is that of user '%s' and of user '%s', and "
				     "is for one: who comes first has it",
				     one->path, one->user, other->user);
	}
}

void plans_seen_clear(struct plans_seen *seen)
{
	for (size_t i = 0; i < seen->services_count; i++) {
		free(seen->services[i].where);
		free(seen->services[i].text);
	}
	for (size_t i = 0; i < seen->place_count; i++) {
		free(seen->places[i].path);
		free(seen->places[i].user);
	}
	free(seen->services);
	free(seen->places);
	*seen = (struct plans_seen){ 0 };
}
