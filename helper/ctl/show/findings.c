/* SPDX-License-Identifier: BSD-3-Clause */
/* A list of findings; see findings.h. */
#include "ctl/show/findings.h"

#include <stdarg.h>
#include <string.h>

#include "ctl/output/json_print.h"
#include "ctl/output/printable.h"
#include "ctl/why/why_causes.h"
#include "shared/cleanup.h"
#include "system/report.h"

#define NAMES_MAX 5

static const struct {
	const char *name;
	enum style style;
} severities[SEVERITY_COUNT] = {
	[SEVERITY_ERROR] = { "error", STYLE_ERROR },
	[SEVERITY_WARNING] = { "warning", STYLE_WARNING },
	[SEVERITY_NOTICE] = { "notice", STYLE_PLAIN },
};

static void finding_clear(struct finding *finding)
{
	free(finding->where);
	free(finding->text);
	free(finding->mend);
	*finding = (struct finding){ 0 };
}

static char *copy_or_null(const char *text, bool *is_short)
{
	char *copy = text == NULL ? NULL : strdup(text);

	*is_short = *is_short || (text != NULL && copy == NULL);
	return copy;
}

/* An error of the main file comes back with every user, and with no better place. */
static bool is_known(const struct findings *findings, enum severity severity, const char *where,
		     const char *text)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *known = &findings->list[i];

		if (known->severity == severity && strcmp(known->text, text) == 0 &&
		    (known->where == NULL || (where != NULL && strcmp(known->where, where) == 0)))
			return true;
	}
	return false;
}

/* Takes text. */
static void keep(struct findings *findings, enum severity severity, const char *where, char *text,
		 const char *mend)
{
	struct finding *list;

	if (is_known(findings, severity, where, text)) {
		free(text);
		return;
	}
	list = reallocarray(findings->list, findings->count + 1, sizeof(*findings->list));
	if (list == NULL) {
		free(text);
		findings->is_short = true;
		return;
	}
	findings->list = list;
	list[findings->count++] = (struct finding){
		.severity = severity,
		.where = copy_or_null(where, &findings->is_short),
		.text = text,
		.mend = copy_or_null(mend, &findings->is_short),
	};
}

void findings_add(struct findings *findings, enum severity severity, const char *where,
		  const char *mend, const char *format, ...)
{
	char *text = NULL;
	va_list values;
	int length;

	va_start(values, format);
	length = vasprintf(&text, format, values);
	va_end(values);
	if (length < 0)
		findings->is_short = true;
	else
		keep(findings, severity, where, text, mend);
}

/* The length of "FILE:LINE" before a ": ", or 0. */
static size_t place_length(const char *error)
{
	const char *end = error[0] == '/' ? strstr(error, ": ") : NULL;
	const char *digit = end;

	while (digit != NULL && digit > error && digit[-1] >= '0' && digit[-1] <= '9')
		digit--;
	return digit == NULL || digit == end || digit[-1] != ':' ? 0 : (size_t)(end - error);
}

static void report_sink(void *data, const char *error)
{
	struct findings *findings = data;
	size_t length = place_length(error);
	_cleanup_free_ char *place = length == 0 ? NULL : strndup(error, length);
	const char *where = place == NULL ? findings->where : place;
	const char *text = place == NULL ? error : error + length + strlen(": ");

	findings_add(findings, SEVERITY_ERROR, where, why_cause_mend(error), "%s", text);
}

struct report findings_report(struct findings *findings)
{
	return (struct report){ .socket_fd = NO_FD, .sink = report_sink, .sink_data = findings };
}

size_t findings_count(const struct findings *findings, enum severity severity)
{
	size_t count = 0;

	for (size_t i = 0; i < findings->count; i++)
		count += findings->list[i].severity == severity;
	return count;
}

static bool is_same_text(const char *one, const char *other)
{
	return one == NULL || other == NULL ? one == other : strcmp(one, other) == 0;
}

/* Of somebody else, and nothing else is different. */
static bool is_same(const struct finding *one, const struct finding *other)
{
	return one->severity == other->severity && strcmp(one->text, other->text) == 0 &&
	       is_same_text(one->mend, other->mend) && one->where != NULL && other->where != NULL;
}

static bool was_written(const struct findings *findings, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (is_same(&findings->list[i], &findings->list[index]))
			return true;
	return false;
}

/* A few by name, the others by number. */
static void wheres_write(FILE *stream, const struct findings *findings, size_t index)
{
	const struct finding *first = &findings->list[index];
	size_t count = 1;

	printable_write(stream, first->where);
	for (size_t i = index + 1; i < findings->count; i++) {
		if (!is_same(first, &findings->list[i]) || count++ >= NAMES_MAX)
			continue;
		(void)fputs(", ", stream);
		printable_write(stream, findings->list[i].where);
	}
	if (count > NAMES_MAX)
		(void)fprintf(stream, " and %zu more", count - NAMES_MAX);
	(void)fputs(": ", stream);
}

static void finding_write(FILE *stream, const struct findings *findings, size_t index)
{
	const struct finding *finding = &findings->list[index];
	enum style style = severities[finding->severity].style;

	(void)fprintf(stream, "%s%s%s: ", style_begin(stream, style),
		      severities[finding->severity].name, style_end(stream, style));
	if (finding->where != NULL)
		wheres_write(stream, findings, index);
	printable_write(stream, finding->text);
	(void)fputc('\n', stream);
	if (finding->mend == NULL)
		return;
	(void)fputs("    mend: ", stream);
	printable_write(stream, finding->mend);
	(void)fputc('\n', stream);
}

void findings_write(FILE *stream, const struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		if (!was_written(findings, i))
			finding_write(stream, findings, i);
	if (findings->is_short)
		(void)fputs("error: there was not enough memory for all findings\n", stream);
}

json_t *findings_json(const struct findings *findings)
{
	json_t *array = findings->is_short ? NULL : json_array();

	for (size_t i = 0; array != NULL && i < findings->count; i++) {
		const struct finding *finding = &findings->list[i];
		json_t *object = json_pack(
			"{s:s, s:o, s:o, s:o}", "severity", severities[finding->severity].name,
			"where", json_text(finding->where), "message", json_text(finding->text),
			"mend", json_text(finding->mend));

		if (json_array_append_new(array, object) < 0) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

void findings_clear(struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		finding_clear(&findings->list[i]);
	free(findings->list);
	*findings = (struct findings){ 0 };
}
