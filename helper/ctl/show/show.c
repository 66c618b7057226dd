/* SPDX-License-Identifier: BSD-3-Clause */
/* nsjailctl show: the plan as the helper would make it, and where each value comes from. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "config/config_keys.h"
#include "ctl/command/command.h"
#include "ctl/output/json_print.h"
#include "ctl/output/printable.h"
#include "ctl/output/table.h"
#include "ctl/show/findings.h"
#include "ctl/show/plan_words.h"
#include "ctl/show/subject.h"
#include "shared/cleanup.h"

/* One line of the list of keys. */
struct shown_value {
	const struct config_key *key;
	const struct plan_value *value; /* NULL: nobody set it and nothing is built in */
	const char *words;		/* what it has come to, or NULL */
};

typedef void value_visitor(const struct shown_value *shown, void *data);

/* Calls visit for each value, and once for each key without one. */
static void values_visit(const struct jail_plan *plan, value_visitor *visit, void *data)
{
	for (const struct config_key *key = config_keys; key->name != NULL; key++) {
		_cleanup_free_ char *words = plan_words(plan, key);
		struct shown_value shown = { .key = key, .words = words };
		bool is_there = false;

		for (size_t i = 0; i < plan->value_count; i++) {
			if (strcmp(plan->values[i].key, key->name) != 0)
				continue;
			shown.value = &plan->values[i];
			visit(&shown, data);
			is_there = true;
		}
		if (!is_there)
			visit(&shown, data);
	}
}

/* FILE:LINE or "built-in", the caller's. */
static char *place_make(const char *file, unsigned int line)
{
	char *place = NULL;

	if (file == NULL)
		return strdup("built-in");
	return asprintf(&place, "%s:%u", file, line) < 0 ? NULL : place;
}

static void value_row(const struct shown_value *shown, void *data)
{
	const struct plan_value *value = shown->value;
	_cleanup_free_ char *place = value == NULL ? NULL : place_make(value->file, value->line);
	const char *words = shown->words == NULL && value != NULL ? value->text : shown->words;
	const char *const cells[] = { shown->key->name, words == NULL ? "(not set)" : words,
				      place };

	table_row(data, cells);
}

static int values_print(const struct jail_plan *plan)
{
	static const char *const heads[] = { "KEY", "VALUE", "FROM", NULL };
	_cleanup_table_ struct table table = table_make(heads);

	values_visit(plan, value_row, &table);
	return table_print(&table);
}

static int mounts_print(const struct jail_plan *plan)
{
	static const char *const heads[] = { "MOUNT", "KIND", "SOURCE", "OPTIONS", "FROM", NULL };
	_cleanup_table_ struct table table = table_make(heads);

	for (size_t i = 0; i < plan->mount_count; i++) {
		const struct mount_entry *entry = &plan->mounts[i];
		_cleanup_free_ char *options = plan_words_mount_options(entry);
		_cleanup_free_ char *place = place_make(entry->file, entry->line);
		const char *const cells[] = { entry->target, plan_words_mount_kind(entry),
					      entry->source, options, place };

		table_row(&table, cells);
	}
	(void)fputc('\n', stdout);
	return table_print(&table);
}

static int plan_print(const struct subject *subject)
{
	int error;

	(void)fputs("user ", stdout);
	printable_write(stdout, subject->request.user);
	(void)printf(" (uid %u) %s\n", subject->request.uid,
		     subject->plan.is_jailed ? "is jailed" : "is not jailed");
	if (!subject->plan.is_jailed)
		return 0;
	(void)fputc('\n', stdout);
	error = values_print(&subject->plan);
	return error < 0 ? error : mounts_print(&subject->plan);
}

static json_t *line_json(const char *file, unsigned int line)
{
	return file == NULL ? json_null() : json_integer(line);
}

static void value_object(const struct shown_value *shown, void *data)
{
	const struct plan_value *value = shown->value;
	const char *written = value == NULL ? NULL : value->text;
	const char *file = value == NULL ? NULL : value->file;

	(void)json_array_append_new(
		data, json_pack("{s:s, s:o, s:o, s:o, s:o}", "key", shown->key->name, "value",
				json_text(shown->words == NULL ? written : shown->words), "written",
				json_text(written), "file", json_text(file), "line",
				line_json(file, value == NULL ? 0 : value->line)));
}

static json_t *mount_object(const struct mount_entry *entry)
{
	_cleanup_free_ char *options = plan_words_mount_options(entry);

	return json_pack("{s:o, s:s, s:o, s:o, s:o, s:o}", "target", json_text(entry->target),
			 "kind", plan_words_mount_kind(entry), "source", json_text(entry->source),
			 "options", json_text(options), "file", json_text(entry->file), "line",
			 line_json(entry->file, entry->line));
}

static json_t *plan_json(const struct subject *subject, const char *verdict)
{
	json_t *values = json_array(), *mounts = json_array();

	if (subject->plan.is_jailed)
		values_visit(&subject->plan, value_object, values);
	for (size_t i = 0; i < subject->plan.mount_count; i++)
		(void)json_array_append_new(mounts, mount_object(&subject->plan.mounts[i]));
	return json_pack("{s:s, s:o, s:o}", "verdict", verdict, "keys", values, "mounts", mounts);
}

static int subject_json(const struct subject *subject, const char *user, int error,
			const struct findings *findings)
{
	const char *verdict = error < 0			? "refused"
			      : subject->plan.is_jailed ? "jailed"
							: "not jailed";
	json_t *object = plan_json(subject, verdict);

	(void)json_object_set_new(object, "user", json_text(user));
	(void)json_object_set_new(
		object, "uid",
		subject->request.user == NULL ? json_null() : json_integer(subject->request.uid));
	(void)json_object_set_new(object, "findings", findings_json(findings));
	return json_print(object);
}

int show_command(const struct ctl_options *options, char **operands)
{
	_cleanup_findings_ struct findings findings = { .where = operands[0] };
	_cleanup_subject_ struct subject subject;
	int error = subject_load(&subject, operands[0], options->config_path, &findings);
	int printed = 0;

	if (options->is_json)
		printed = subject_json(&subject, operands[0], error, &findings);
	else if (error < 0)
		findings_write(stderr, &findings);
	else
		printed = plan_print(&subject);
	if (error < 0 || printed < 0)
		return CTL_NOT_OK;
	return subject.plan.is_jailed ? CTL_OK : CTL_NOT_JAILED;
}
